#!/usr/bin/env bash
# The protocols of recording, as models for spin and as C on an emulated arm64: Tests/Models/README.md says what they
# show. `scripts/models.sh --short` leaves out the models that have to fail, and the emulator.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh models
short=${1:-}
cd Tests/Models
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Explores all that a model can do, with macros defined; fails when an assertion can be broken or the model can get
# stuck.
holds() {
  local model=$1
  shift
  rm -rf "$work/pan" && mkdir "$work/pan" && cp ./*.pml "$work/pan"
  (
    cd "$work/pan"
    spin "${@/#/-D}" -a "$model.pml" >log 2>&1 && cc -O1 -w -DSAFETY -o pan pan.c >>log 2>&1 \
      && ./pan -m1000000 >log 2>&1
  ) && ! grep -q 'max search depth too small' "$work/pan/log" && grep -q '^State-vector' "$work/pan/log" \
    || { cat "$work/pan/log" >&2 && exit 1; }
  grep -q 'errors: 0' "$work/pan/log"
}

check() {
  local model=$1 barrier
  local -a with=()
  [[ $2 == - ]] || with=("$2")
  shift 2
  holds "$model" "${with[@]}" || {
    cat "$work/pan/log" >&2
    echo "models: $model ${with[*]} does not hold" >&2
    exit 1
  }
  echo "models: $model${with[*]/#/ with } holds in all of $(awk '/states, stored/ { print $1 }' "$work/pan/log") states"
  [[ $short != --short ]] || return 0
  for barrier in "$@"; do
    if holds "$model" "${with[@]}" "NO_$barrier"; then
      echo "models: $model holds without $barrier: the model does not show what it is for" >&2
      exit 1
    fi
    echo "models: $model${with[*]/#/ with } without $barrier fails, as it must"
  done
}

check publication - RELEASE ACQUIRE
check handover - RELEASE ACQUIRE
check promotion - ATOMIC RELEASE ACQUIRE
check removal - MEMBARRIER RELEASE ACQUIRE
check removal FENCE FENCE RELEASE ACQUIRE

shims=../../Sources/CThreadCells
flags=(-O2 -Wall -Wextra -Werror -pthread -I"$shims/include")
cc "${flags[@]}" -o "$work/thread_cells_test" thread_cells_test.c "$shims/thread_cells.c"
"$work/thread_cells_test"
[[ $short != --short ]] || exit 0
aarch64-linux-gnu-gcc "${flags[@]}" -static -o "$work/thread_cells_test_arm64" thread_cells_test.c \
  "$shims/thread_cells.c"
echo "models: the same on an emulated arm64"
qemu-aarch64 "$work/thread_cells_test_arm64"
