#!/usr/bin/env bash
# Builds the documentation of the libraries into .build/docc, from the modules of a debug build. A link to a symbol or a
# page that does not exist is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$(swift -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -n 1)
for module in Metrics Exposition; do
  graphs=.build/symbol-graphs/$module
  rm -rf "$graphs"
  mkdir -p "$graphs" .build/docc
  swift-symbolgraph-extract -module-name "Nines$module" -minimum-access-level public -target "$target" \
    -I .build/debug/Modules -Xcc -fmodule-map-file=.build/debug/CNinesThreadCells.build/module.modulemap \
    -output-dir "$graphs"
  docc convert "Sources/$module/Nines$module.docc" --additional-symbol-graph-dir "$graphs" \
    --fallback-display-name "Nines$module" --fallback-bundle-identifier "Nines$module" --warnings-as-errors \
    --output-path ".build/docc/Nines$module.doccarchive"
done
echo "docc: every link of the documentation leads somewhere"
