#!/usr/bin/env bash
# Runs the test suites as they are built: no building, no limit on slow tests.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.build/python/bin:$PATH"

# Nothing in these looks at a clock or starts a server, so they may run side by side.
scripts/unless-hung.sh swift test --skip-build --skip 'ExporterTests|EndToEndTests'
offline='GeneratedRuleTests|SLODocumentCommandTests'
scripts/unless-hung.sh swift test --skip-build --filter "$offline"
# One test at a time. These wait for real sockets and real servers, and some compare what two programs did at the same
# time: a neighbour would take the processors from them.
scripts/unless-hung.sh swift test --skip-build --no-parallel --filter ExporterTests
scripts/unless-hung.sh swift test --skip-build --no-parallel --filter EndToEndTests --skip "$offline"
