#!/usr/bin/env bash
# Builds the documentation of the libraries into .build/docc, from the modules of a debug build. A link to a symbol or a
# page that does not exist is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(swift -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -n 1)
warnings=$(mktemp)
trap 'rm -f "$warnings"' EXIT
mkdir -p .build/docc
for module in Metrics Exposition MetricsBridge SLO SLOTools; do
  graphs=.build/symbol-graphs/$module
  rm -rf "$graphs"
  mkdir -p "$graphs"
  swift-symbolgraph-extract -module-name "Nines$module" -minimum-access-level public -target "$target" \
    -I .build/debug/Modules -Xcc -fmodule-map-file=.build/debug/CNinesThreadCells.build/module.modulemap \
    -output-dir "$graphs"
  # Those without articles have the comments of their symbols only.
  catalog=("Sources/$module/Nines$module.docc")
  [[ -d ${catalog[0]} ]] || catalog=()
  docc convert "${catalog[@]}" --additional-symbol-graph-dir "$graphs" \
    --fallback-display-name "Nines$module" --fallback-bundle-identifier "Nines$module" \
    --output-path ".build/docc/Nines$module.doccarchive" >>"$warnings" 2>&1
done
# Parameters are documented where their name does not say all: not every one of them.
if grep --extended-regexp '^(warning|error):' "$warnings" | grep --invert-match --quiet 'is missing documentation'; then
  grep --invert-match 'is missing documentation' "$warnings" >&2
  echo "docc: some links of the documentation lead nowhere" >&2
  exit 1
fi
echo "docc: every link of the documentation leads somewhere"
