#!/usr/bin/env bash
# What a change must pass before it lands: the format, the libraries' API, a build without warnings, all tests. What is
# generated from the code or lists it (the README's output, docs/metrics.md, docs/configuration.md) is compared by the
# tests.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files -z '*.swift' | xargs -0 swift format lint --strict --parallel
python3 scripts/style.py
scripts/api.sh
scripts/test.sh
