#!/usr/bin/env bash
# Builds the benchmarks and runs them: `Benchmarks/run.sh [--rounds N]`.
set -euo pipefail
cd "$(dirname "$0")"
../scripts/setup.sh bench

echo "bench: building"
swift build --configuration release --scratch-path .build-bench --quiet
# Debian's packages are sources below /usr/share/gocode; nothing is fetched.
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' go build -o .build-bench/client_golang_bench ./client_golang

NINES_BENCH_SWIFT=$(swift --version 2>/dev/null | grep --only-matching --max-count=1 'Swift version [^ ]*') \
  exec .build-bench/release/nines-bench --client-golang .build-bench/client_golang_bench "$@"
