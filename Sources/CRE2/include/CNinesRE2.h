#pragma once

#include <stdbool.h>
#include <stddef.h>

// A C face of the RE2 library for the few calls that Nines makes. RE2 matches bytes (a body need not be UTF-8), takes
// time linear in the text whatever the pattern, and bounds its memory.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct nines_re2 nines_re2;

/// Compiles `pattern` (not anchored). The result is never null unless memory is out, and must be freed; ask
/// `nines_re2_error` whether it can be used.
nines_re2 *nines_re2_compile(const char *pattern, size_t length);

/// Null when the pattern compiled, else RE2's sentence, which lives as long as `re`.
const char *nines_re2_error(const nines_re2 *re);

/// Whether any part of the text matches. Safe to call from several threads at once. False when `re` did not compile.
bool nines_re2_matches(const nines_re2 *re, const char *text, size_t length);

/// How many groups capture, without the match as a whole. 0 when `re` did not compile.
int nines_re2_groups(const nines_re2 *re);

/// The name of a group, counted from 1; null for one without a name. Lives as long as `re`.
const char *nines_re2_group_name(const nines_re2 *re, int group);

/// Finds the leftmost match, and of several there the one that Perl prefers. Writes where each group begins and ends,
/// as offsets in bytes: `bounds` holds two for each of the first `count` groups, of which the first is the match as a
/// whole and which are at most `nines_re2_groups` + 1. Both are -1 for a group that took no part.
///
/// False, with nothing written, when nothing matches, `re` did not compile or memory is out. Safe to call from several
/// threads at once.
bool nines_re2_find(const nines_re2 *re, const char *text, size_t length, ptrdiff_t *bounds, int count);

void nines_re2_free(nines_re2 *re);

#ifdef __cplusplus
}
#endif
