#!/usr/bin/env bash
# Everything that must pass: the suites, the end-to-end tests with real servers, and the libraries under
# ThreadSanitizer. There is no limit on building. Tests that hang are ended by scripts/unless-hung.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
export PATH="$PWD/.build/python/bin:$PATH"

took=()
step() {
  local start=$SECONDS
  "$@" || { echo "test: failed: $*" >&2 && exit 1; }
  took+=("$(printf '%5d s  %s' $((SECONDS - start)) "$*")")
}

step swift build --build-tests
step python3 scripts/whole-module.py
step python3 scripts/snippets/check.py
step scripts/docc.sh
step alert-rules/check.sh
step python3 grafana/validate.py grafana/dashboards/*.json
step scripts/models.sh --short
step Sanitizers/run.sh
step scripts/suites.sh
printf 'test: passed in %d s:\n' "$SECONDS"
printf '%s\n' "${took[@]}"
