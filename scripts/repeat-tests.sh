#!/usr/bin/env bash
# Runs the suites N times as they are built, and says which tests failed and how long each round took: for tests that
# fail now and then. Build first: swift build --build-tests. Usage: repeat-tests.sh N
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:?usage: repeat-tests.sh N}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
for ((round = 1; round <= rounds; round++)); do
  start=$SECONDS
  verdict=passed
  scripts/suites.sh >"$log" 2>&1 || verdict=failed
  echo "round $round of $rounds: $verdict in $((SECONDS - start)) s"
  [[ $verdict == passed ]] && continue
  failed=$((failed + 1))
  # What failed and why; the end of the output where no test says so, for a crash.
  grep --extended-regexp ' (Test .* )?(recorded an issue|failed after) |^unless-hung: ' "$log" || tail -n 30 "$log"
done
echo "repeat-tests: $failed of $rounds rounds failed"
((failed == 0))
