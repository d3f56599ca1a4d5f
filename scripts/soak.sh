#!/usr/bin/env bash
# What takes long: the thread tests under ThreadSanitizer many times over, a thousand targets on schedule, and the
# examples, with what they publish to.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh soak
export PATH="$PWD/.build/python/bin:$PATH"
Sanitizers/run.sh
for round in {1..20}; do
  echo "soak: thread tests, round $round of 20"
  (cd Sanitizers && swift test --skip-build --sanitize=thread --scratch-path .build-tsan --filter ThreadTests)
done
scripts/thousand-targets.sh 120
Examples/hummingbird-service/check.sh
Examples/batch-job/check.sh
