#!/usr/bin/env bash
# The libraries' tests under ThreadSanitizer, and a test of that test: a deliberate second writer of a thread's cell
# must be reported, a reader of it must not.
set -euo pipefail
cd "$(dirname "$0")"

options=(--sanitize=thread --scratch-path .build-tsan)
# A report ends the process with 66 when it would otherwise end well; that fails `swift test` too.
export TSAN_OPTIONS="exitcode=66 ${TSAN_OPTIONS:-}"

echo "sanitizers: the libraries' tests under ThreadSanitizer"
swift build "${options[@]}" --build-tests
# The README lies outside this package, and what its test does is done by other tests too. NinesSLOTools has no thread,
# lock or atomic, and most of its tests wait for promtool: scripts/suites.sh runs them.
../scripts/unless-hung.sh swift test "${options[@]}" --skip-build --skip 'ReadmeTests|SLOToolsTests'

echo "sanitizers: the thread tests in an optimized build, where instructions change places"
optimized=(--configuration release -Xswiftc -enable-testing --scratch-path .build-release)
threads=(env NINES_TESTS=MetricsTests swift)
"${threads[@]}" build "${optimized[@]}" --build-tests
../scripts/unless-hung.sh "${threads[@]}" test "${optimized[@]}" --skip-build

# Optimized too: unoptimized generic code takes locks of the Swift runtime at each call.
echo "sanitizers: recording in forked processes"
"${threads[@]}" run "${optimized[@]}" forked-recording

if [[ $(uname) == Linux ]]; then
  echo "sanitizers: look-ups, removals and expiry where the system refuses membarrier"
  swift build "${options[@]}" --product refused-barrier
  for when in before later; do
    "$(swift build "${options[@]}" --show-bin-path)"/refused-barrier "$when"
    "${threads[@]}" run "${optimized[@]}" refused-barrier "$when"
  done
fi

echo "sanitizers: a second writer of a cell, which must be reported"
swift build "${options[@]}" --product second-writer
program=$(swift build "${options[@]}" --show-bin-path)/second-writer
report=$(mktemp)
trap 'rm -f "$report"' EXIT

status=0
"$program" write 2>"$report" || status=$?
if ((status != 66)) || ! grep -q 'WARNING: ThreadSanitizer: data race' "$report" \
  || ! grep -q nines_cell_add "$report"; then
  cat "$report" >&2
  echo "sanitizers: ThreadSanitizer did not report the second writer in nines_cell_add (status $status)" >&2
  exit 1
fi
grep --max-count=2 nines_cell_add "$report"

echo "sanitizers: a reader of a cell, which must not be reported"
status=0
"$program" read 2>"$report" || status=$?
if ((status != 0)) || [[ -s $report ]]; then
  cat "$report" >&2
  echo "sanitizers: ThreadSanitizer reported a reader (status $status)" >&2
  exit 1
fi
echo "sanitizers: passed"
