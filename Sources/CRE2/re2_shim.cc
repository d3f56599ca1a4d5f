#include "CNinesRE2.h"

#include <re2/re2.h>

#include <memory>
#include <new>

// What one pattern may take, in bytes: its program (a pattern that needs more is refused, as `(\pL{100}){10}` is) and
// the states that matching caches. When the cache is full, RE2 starts it anew, and at last goes on without: slower, and
// still in linear time. This is RE2's own default, said here because thousands of patterns may be loaded at once.
static constexpr int64_t memory = 8 << 20;

struct nines_re2 {
  RE2 pattern;
  explicit nines_re2(re2::StringPiece text, const RE2::Options &options) : pattern(text, options) {}
};

nines_re2 *nines_re2_compile(const char *pattern, size_t length) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return new (std::nothrow) nines_re2(re2::StringPiece(pattern, length), options);
}

const char *nines_re2_error(const nines_re2 *re) { return re->pattern.ok() ? nullptr : re->pattern.error().c_str(); }

bool nines_re2_matches(const nines_re2 *re, const char *text, size_t length) {
  return re->pattern.ok() && RE2::PartialMatch(re2::StringPiece(text, length), re->pattern);
}

int nines_re2_groups(const nines_re2 *re) { return re->pattern.ok() ? re->pattern.NumberOfCapturingGroups() : 0; }

const char *nines_re2_group_name(const nines_re2 *re, int group) {
  if (!re->pattern.ok()) return nullptr;
  const auto &names = re->pattern.CapturingGroupNames();
  const auto found = names.find(group);
  return found == names.end() ? nullptr : found->second.c_str();
}

bool nines_re2_find(const nines_re2 *re, const char *text, size_t length, ptrdiff_t *bounds, int count) {
  if (!re->pattern.ok() || count < 0) return false;
  // A group that took no part is one at null: an empty text must be somewhere else.
  const char *start = text == nullptr ? "" : text;
  const std::unique_ptr<re2::StringPiece[]> groups(new (std::nothrow) re2::StringPiece[count]);
  if (!groups) return false;
  if (!re->pattern.Match(re2::StringPiece(start, length), 0, length, RE2::UNANCHORED, groups.get(), count)) {
    return false;
  }
  for (int group = 0; group < count; ++group) {
    const bool took_part = groups[group].data() != nullptr;
    const ptrdiff_t begin = took_part ? groups[group].data() - start : -1;
    bounds[2 * group] = begin;
    bounds[2 * group + 1] = took_part ? begin + static_cast<ptrdiff_t>(groups[group].size()) : -1;
  }
  return true;
}

void nines_re2_free(nines_re2 *re) { delete re; }
