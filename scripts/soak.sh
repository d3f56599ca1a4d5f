#!/usr/bin/env bash
# What takes long: the thread tests many times over, a thousand targets on schedule, the examples' builds.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
Sanitizers/run.sh
for round in {1..20}; do
  echo "soak: thread tests, round $round of 20"
  swift test --package-path Sanitizers --scratch-path Sanitizers/.build --filter ThreadTests
done
scripts/thousand-targets.sh
Examples/hummingbird-service/check.sh
