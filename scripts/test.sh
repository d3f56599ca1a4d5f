#!/usr/bin/env bash
# Everything that must pass: the suites, the end-to-end tests with real servers, and the libraries under
# ThreadSanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
swift build --build-tests
Sanitizers/run.sh
swift test --skip-build
