#!/usr/bin/env bash
# Builds nines and runs the demo: an exporter and a service that misbehaves on a timetable.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh run
echo "run: building nines (the first build takes some minutes)"
swift build --configuration release --product nines
exec .build/release/nines demo "$@"
