#!/usr/bin/env bash
# Everything that must pass: the suites, the end-to-end tests with real servers, and the libraries under
# ThreadSanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
export PATH="$PWD/.build/python/bin:$PATH"

# Several times what a step takes on two slow cores: a test that hangs fails here instead of holding up whoever waits.
step() { timeout --kill-after=10 1500 "$@" || { echo "test: failed or took too long: $*" >&2 && exit 1; }; }

step swift build --build-tests
step python3 scripts/snippets/check.py
step scripts/docc.sh
step alert-rules/check.sh
step python3 grafana/validate.py grafana/dashboards/*.json
step scripts/models.sh --short
step Sanitizers/run.sh
step swift test --skip-build --filter 'MetricsTests|MetricsBridgeTests|ExpositionTests|SLOTests'
# One at a time: these have deadlines of parts of a second on real sockets, which busy neighbours would miss for them.
step swift test --skip-build --no-parallel --filter ExporterTests
step swift test --skip-build --filter EndToEndTests
