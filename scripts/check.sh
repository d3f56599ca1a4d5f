#!/usr/bin/env bash
# What a change must pass before it lands: format, build without warnings, all tests.
set -euo pipefail
cd "$(dirname "$0")/.."
swift format lint --strict --recursive Package.swift Sources Tests Benchmarks Examples Sanitizers
scripts/test.sh
