#!/usr/bin/env bash
# Fuzzes every parser of what comes from the network or from other programs: `Fuzzing/run.sh [SECONDS]` for each, 600
# without it. A finding fails, and its input stays in .build-fuzz: it becomes a case of the tests.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-600}
build=(swift build --configuration release --scratch-path .build-fuzz)
"${build[@]}"
programs=$("${build[@]}" --show-bin-path)
for target in text openmetrics openmetrics2 protobuf accept query relabel targets; do
  echo "fuzzing: $target for $seconds s"
  mkdir -p ".build-fuzz/found-$target"
  # A second is a hang for 4 KiB; the memory is that of the corpus and the largest page, not of a leak.
  "$programs/fuzz-$target" ".build-fuzz/found-$target" "seeds/$target" -max_len=4096 -timeout=5 -rss_limit_mb=1024 \
    -max_total_time="$seconds" -print_final_stats=1 -verbosity=0 -artifact_prefix=".build-fuzz/$target-"
done
