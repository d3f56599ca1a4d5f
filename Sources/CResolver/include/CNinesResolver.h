#pragma once

#include <stdbool.h>

// What the C library's resolver does for the thread that calls it: glibc keeps a resolver state for each thread. Other
// C libraries have none, or one that cannot be changed; there the functions do nothing.

/// What resolv.conf says about one question. Times in seconds.
typedef struct {
    /// How long the first server is waited for: `options timeout:`.
    int timeout;
    /// How often the servers are gone through: `options attempts:`.
    int attempts;
    int servers;
    /// Whether a name may also be asked for with a domain of the search list behind it.
    bool searches;
    /// Names with at least so many dots are asked for as they are first: `options ndots:`.
    int dots;
} nines_resolver_settings;

/// Makes this thread's resolver state anew, so that it is what resolv.conf says now, and tells about it. The file is
/// read only when it has changed. False, with nothing told, where there is no such state or it cannot be made.
bool nines_resolver_renew(nines_resolver_settings *settings);

/// Sets the times of this thread's questions, until the next renewal. Nothing else is touched: servers, search list and
/// options stay what resolv.conf says.
void nines_resolver_set_times(int timeout, int attempts);

/// Sets whether the search list is used for names with dots, until the next renewal.
void nines_resolver_set_search(bool is_used);
