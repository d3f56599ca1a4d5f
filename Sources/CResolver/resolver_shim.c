#include "CNinesResolver.h"

// Any header of glibc defines __GLIBC__.
#include <stdlib.h>

#if defined(__GLIBC__)

#include <netinet/in.h>
#include <resolv.h>

bool nines_resolver_renew(nines_resolver_settings *settings) {
    // Gives back what the thread had, and does nothing to a state that was never made.
    if (_res.options & RES_INIT) res_nclose(&_res);
    if (res_ninit(&_res) != 0) return false;
    settings->timeout = _res.retrans;
    settings->attempts = _res.retry;
    settings->servers = _res.nscount;
    settings->searches = (_res.options & (RES_DEFNAMES | RES_DNSRCH)) && _res.dnsrch[0];
    settings->dots = _res.ndots;
    return true;
}

void nines_resolver_set_times(int timeout, int attempts) {
    // glibc does not take these two for a change of the servers, so a file that changes meanwhile is still read.
    _res.retrans = timeout;
    _res.retry = attempts;
}

void nines_resolver_set_search(bool is_used) {
    if (is_used)
        _res.options |= RES_DNSRCH;
    else
        _res.options &= ~(unsigned long)RES_DNSRCH;
}

#else

bool nines_resolver_renew(nines_resolver_settings *settings) {
    (void)settings;
    return false;
}

void nines_resolver_set_times(int timeout, int attempts) {
    (void)timeout;
    (void)attempts;
}

void nines_resolver_set_search(bool is_used) { (void)is_used; }

#endif
