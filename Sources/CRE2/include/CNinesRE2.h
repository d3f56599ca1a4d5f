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

void nines_re2_free(nines_re2 *re);

#ifdef __cplusplus
}
#endif
