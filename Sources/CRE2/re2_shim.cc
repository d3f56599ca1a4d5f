#include "CNinesRE2.h"

#include <re2/re2.h>

#include <new>

struct nines_re2 {
  RE2 pattern;
  explicit nines_re2(re2::StringPiece text, const RE2::Options &options) : pattern(text, options) {}
};

nines_re2 *nines_re2_compile(const char *pattern, size_t length) {
  RE2::Options options;
  options.set_log_errors(false);
  return new (std::nothrow) nines_re2(re2::StringPiece(pattern, length), options);
}

const char *nines_re2_error(const nines_re2 *re) { return re->pattern.ok() ? nullptr : re->pattern.error().c_str(); }

bool nines_re2_matches(const nines_re2 *re, const char *text, size_t length) {
  return re->pattern.ok() && RE2::PartialMatch(re2::StringPiece(text, length), re->pattern);
}

void nines_re2_free(nines_re2 *re) { delete re; }
