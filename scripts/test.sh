#!/usr/bin/env bash
# Everything that must pass: the suites, the end-to-end tests with real servers, and the libraries under
# ThreadSanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
export PATH="$PWD/.build/python/bin:$PATH"
swift build --build-tests
Sanitizers/run.sh
swift test --skip-build --filter 'MetricsTests|ExpositionTests|SLOTests'
# One at a time: these have deadlines of parts of a second on real sockets, which busy neighbours would miss for them.
swift test --skip-build --no-parallel --filter ExporterTests
swift test --skip-build --filter EndToEndTests
