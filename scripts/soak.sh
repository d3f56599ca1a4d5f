#!/usr/bin/env bash
# What takes long, in parts, each below 150 minutes:
# `make soak PART=tests|fuzz|reload|probes|resolver|kill|idle|descriptors|disk|clock|examples`.
#
#   tests        models of the protocols; the libraries under ThreadSanitizer, the thread tests 20 times; the rules of
#                a thousand SLOs in Prometheus
#   fuzz         each parser for SOAK_FUZZ_SECONDS, 600 if not set
#   reload       changed definitions in a running engine; 10,000 reloads of an exporter as values, and 100 of a server
#                that probes and is scraped; restarts that go on from the state file
#   probes       a thousand targets on schedule
#   resolver     names that nobody answers for beside names that are answered, from a cold start, ten times two
#                minutes
#   kill         a hundred kills of an exporter that keeps its state
#   idle         a thousand clients that say nothing, again and again, beside probes
#   descriptors  clients that hold connections for ten minutes, and none left, where descriptors are few
#   disk         disks that are full, files and folders that cannot be written to, and damage, under a running exporter
#   clock        a wall clock that is set a hundred times, and as many steps as values
#   examples     the examples, with what they publish to
#
# Without PART all that have not passed at this commit run. A part that was interrupted goes on with the step it was in.
# Then follows a table of when each last passed, at which commit.
set -euo pipefail
cd "$(dirname "$0")/.."
parts=(tests fuzz reload probes resolver kill idle descriptors disk clock examples)
state=.build/soak
mkdir -p "$state"
commit=$(git describe --always --dirty --abbrev=12)

table() {
  local part commit date seconds
  printf '\n%-11s %-20s %-20s %s\n' part 'last passed (UTC)' 'at commit' minutes
  for part in "${parts[@]}"; do
    if [[ -e $state/$part.passed ]]; then
      read -r commit date seconds <"$state/$part.passed"
      printf '%-11s %-20s %-20s %d\n' "$part" "$date" "$commit" $(((seconds + 59) / 60))
    else
      printf '%-11s never\n' "$part"
    fi
  done
}

# Runs a step of a part, unless an interrupted run at this commit has done it. Changed files make every step new.
once() { # name command...
  local mark=$state/$part.$1 name=$1
  shift
  if [[ $commit != *-dirty && $(cat "$mark" 2>/dev/null) == "$commit" ]]; then
    echo "soak: $part, $name: done before"
    return
  fi
  echo "soak: $part, $name"
  "$@"
  echo "$commit" >"$mark"
}

sanitized() { (cd Sanitizers && ../scripts/unless-hung.sh swift test --skip-build --sanitize=thread --scratch-path .build-tsan "$@"); }

run_tests() {
  once models scripts/models.sh
  once sanitizers Sanitizers/run.sh
  for round in {1..20}; do once "threads-$round-of-20" sanitized --filter ThreadTests; done
  once build swift build --build-tests
  once rules env NINES_RULE_SLOS=1000 swift test --skip-build --filter FleetRuleTests
}

run_fuzz() { once parsers Fuzzing/run.sh "${SOAK_FUZZ_SECONDS:-600}"; }

run_reload() {
  once build swift build --build-tests
  once values env NINES_RELOAD_ROUNDS=10000 swift test --skip-build --no-parallel --filter ManyReloadTests
  once servers env NINES_RELOADS=100 swift test --skip-build --no-parallel --filter 'EndToEndTests.ReloadTests'
  once sanitized-build swift build --package-path Sanitizers --build-tests --sanitize=thread \
    --scratch-path Sanitizers/.build-tsan
  for round in {1..20}; do
    once "definitions-$round-of-20" sanitized --filter 'SLOTests.*([Rr]eplac|[Rr]emov|[Rr]eload|[Rr]estor)'
    once "restarts-$round-of-20" scripts/unless-hung.sh swift test --skip-build --no-parallel --filter \
      'PersistenceTests|DamagedStateTests'
  done
}

run_probes() { once schedule scripts/thousand-targets.sh 120; }

run_resolver() { for round in {1..10}; do once "hung-names-$round-of-10" scripts/hung-names.sh 120; done; }

run_kill() {
  once build swift build --build-tests
  for round in {1..10}; do
    once "kills-$round-of-10" env NINES_KILL_ROUNDS=10 swift test --skip-build --filter KillTests
  done
}

# Tests that have a short form, in the form that takes long.
end_to_end() { # suites variable=value...
  local suites=$1
  shift
  env "$@" scripts/unless-hung.sh swift test --skip-build --no-parallel --filter "$suites"
}

run_idle() {
  once build swift build --build-tests
  once clients end_to_end IdleClientTests NINES_IDLE_CLIENTS=1000 NINES_IDLE_ROUNDS=300
}

run_descriptors() {
  once build swift build --build-tests
  once held end_to_end DescriptorTests NINES_IDLE_SECONDS=600
}

run_disk() {
  once build swift build --build-tests
  for round in {1..10}; do
    once "disks-$round-of-10" end_to_end 'StateDiskTests|FullDiskTests|LostFileTests|FileCheckTests|DamagedStateTests'
  done
}

run_clock() {
  once build swift build --build-tests
  once steps end_to_end WallClockTests NINES_CLOCK_STEPS=100
  for round in {1..10}; do once "values-$round-of-10" end_to_end 'ClockStepTests|AnchoredTimeTests|ReadinessTests'; done
}

run_examples() {
  once hummingbird Examples/hummingbird-service/check.sh
  once batch-job Examples/batch-job/check.sh
}

if [[ ${1:-} == --table ]]; then
  table
  exit
fi
if [[ -n ${PART:-} ]]; then
  # shellcheck disable=SC2076 # a word of the list, not a pattern
  [[ " ${parts[*]} " =~ " $PART " ]] || { echo "soak: PART=$PART: it must be one of ${parts[*]}" >&2 && exit 2; }
  wanted=("$PART")
else
  wanted=("${parts[@]}")
fi
scripts/setup.sh soak
export PATH="$PWD/.build/python/bin:$PATH"
for part in "${wanted[@]}"; do
  if [[ -z ${PART:-} && $commit != *-dirty && $(cut -d ' ' -f 1 "$state/$part.passed" 2>/dev/null) == "$commit" ]]; then
    echo "soak: $part has passed at $commit"
    continue
  fi
  start=$SECONDS
  "run_$part"
  seconds=$((SECONDS - start))
  ((seconds < 9000)) || { echo "soak: $part took $((seconds / 60)) minutes, not less than 150" >&2 && exit 1; }
  echo "$commit $(date --utc +%Y-%m-%dT%H:%M) $seconds" >"$state/$part.passed"
  for mark in "$state/$part".*; do [[ $mark == *.passed ]] || rm -f "$mark"; done
done
table
