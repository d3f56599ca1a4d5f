#!/usr/bin/env bash
# Looks at the instructions of the recording loops in nines-bench: they must count no reference and lock nothing. Prints
# those of the counter's loop; fails when a loop is not what it must be. x86-64 only.
set -euo pipefail
cd "$(dirname "$0")"
../scripts/setup.sh bench
[[ $(uname -m) == x86_64 ]] || { echo "assembly: not looked at on $(uname -m)"; exit 0; }

swift build --configuration release --scratch-path .build-bench --quiet
program=.build-bench/release/nines-bench

# Each function's symbol beside its name in Swift.
symbols=$(nm "$program" | awk '$2 == "t" || $2 == "T" {print $3}')
names=$(paste <(echo "$symbols") <(swift demangle --simplified <<<"$symbols"))

# The instructions of a function; none when the program does not have it.
instructions() {
  local symbol
  symbol=$(awk -F '\t' -v name="static $1" 'index($2, name) && !index($2, "closure") {print $1; exit}' <<<"$names")
  [[ -n $symbol ]] || return 0
  objdump --disassemble="$symbol" --no-show-raw-insn "$program" | grep -P '^\s+[0-9a-f]+:\t' \
    | sed "s/<$symbol/<loop/" | swift demangle --simplified
}

failed=0
# The function is to have no retain, release or locked instruction. An xchg of registers is padding; a locked addition
# of nothing to the stack is the fence of look-ups where the system refuses membarrier, behind a branch that is not
# taken.
must_be_plain() {
  local code
  code=$(instructions "$1")
  if [[ -z $code ]]; then
    echo "assembly: $1 is not in $program" >&2
    failed=1
  elif grep --invert-match --extended-regexp 'lock orl +\$0x0,-0x[0-9a-f]+\(%rsp\)' <<<"$code" \
    | grep --extended-regexp --ignore-case 'swift_.*(retain|release)|\<lock\>|\<xchg\>.*[(]' >&2; then
    echo "assembly: $1 counts references or locks" >&2
    failed=1
  else
    echo "assembly: $1: $(wc -l <<<"$code") instructions, no retain, no release, no lock"
  fi
}

must_be_plain 'CounterLoops.incrementCounter(_:times:)'
must_be_plain 'CounterLoops.incrementCounter(_:by:times:)'
must_be_plain 'CounterLoops.setGauge(_:times:)'
must_be_plain 'HistogramLoops.observeInHistogram(_:_:times:)'
must_be_plain 'LookUpLoops.incrementByStrings(_:_:times:)'
must_be_plain 'LookUpLoops.incrementByNumber(_:_:times:)'
must_be_plain 'LookUpLoops.incrementByCase(_:_:times:)'

# And the search finds what it looks for where it is.
if ! grep -q '\<lock\>' <<<"$(instructions 'AtomicLoops.addToAtomic(_:times:)')"; then
  echo "assembly: no locked instruction in the loop over an atomic, which has one" >&2
  failed=1
fi

echo "assembly: the loop over a held counter's increment:"
instructions 'CounterLoops.incrementCounter(_:times:)'
exit "$failed"
