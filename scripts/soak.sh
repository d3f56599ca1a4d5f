#!/usr/bin/env bash
# What takes long: the thread tests under ThreadSanitizer many times over, a thousand targets on schedule, a hundred
# kills of an exporter that keeps its state, the rules of a thousand SLOs in Prometheus, the examples with what they
# publish to, and SOAK_FUZZ_SECONDS (600 if not set) of fuzzing for each parser.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh soak
export PATH="$PWD/.build/python/bin:$PATH"
scripts/models.sh
Sanitizers/run.sh
for round in {1..20}; do
  echo "soak: thread tests, round $round of 20"
  (cd Sanitizers && swift test --skip-build --sanitize=thread --scratch-path .build-tsan --filter ThreadTests)
done
scripts/thousand-targets.sh 120
swift build --build-tests
NINES_KILL_ROUNDS=100 swift test --skip-build --filter KillTests
NINES_RULE_SLOS=1000 swift test --skip-build --filter FleetRuleTests
Fuzzing/run.sh "${SOAK_FUZZ_SECONDS:-600}"
Examples/hummingbird-service/check.sh
Examples/batch-job/check.sh
