#!/usr/bin/env bash
# Writes the tables of keys in docs/configuration.md from the keys that the configuration is read by.
set -euo pipefail
cd "$(dirname "$0")/.."
NINES_WRITE_KEY_TABLES=1 swift test --no-parallel --filter ConfigurationDocumentTests
