#!/usr/bin/env bash
# Builds the benchmarks and the peers' programs and runs them: `Benchmarks/run.sh [--beside COMMIT] [--rounds N]`.
set -euo pipefail
cd "$(dirname "$0")"
commit=
if [[ ${1:-} == --beside ]]; then
  commit=$(git rev-parse --short=12 "${2:?usage: run.sh [--beside COMMIT] [--rounds N]}^{commit}")
  shift 2
fi
../scripts/setup.sh bench

echo "bench: building"
swift build --configuration release --scratch-path .build-bench --quiet
# Debian's packages are sources below /usr/share/gocode and /usr/share/cargo/registry; nothing is fetched.
peers=$PWD/.build-bench/peers
mkdir -p "$peers"
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' go build -o "$peers/go_peers" ./go_peers
cargo build --manifest-path rust_prometheus/Cargo.toml --release --offline --quiet --target-dir .build-bench/rust \
  --config 'source.crates-io.replace-with="debian"' \
  --config 'source.debian.directory="/usr/share/cargo/registry"'
g++ -std=c++17 -O2 -o "$peers/prometheus_cpp_bench" prometheus_cpp/main.cc -lprometheus-cpp-core
cp .build-bench/release/nines-footprint "$peers/"
cc -O2 -shared -fPIC -o .build-bench/count_allocations.so CountAllocations/count_allocations.c
LD_PRELOAD=$PWD/.build-bench/count_allocations.so .build-bench/release/nines-footprint allocations 1 1000000
cp .build-bench/rust/release/rust_prometheus_bench "$peers/"
# The only peer from PyPI, and the only one that may be missing.
if [[ -x .build-bench/python/bin/python3 ]] || python3 -m venv .build-bench/python; then
  .build-bench/python/bin/pip install --quiet --disable-pip-version-check slo-generator==2.6.0 || true
fi
rm -f "$peers/slo_generator_bench"
if .build-bench/python/bin/python3 -c 'import slo_generator' 2>/dev/null; then
  {
    echo "#!$PWD/.build-bench/python/bin/python3"
    cat slo_generator/slo_generator_bench.py
  } >"$peers/slo_generator_bench"
  chmod +x "$peers/slo_generator_bench"
else
  echo "bench: slo-generator is not measured: PyPI does not give it" >&2
fi

# An earlier commit, its loops over its libraries, asked for one measurement at a time.
if [[ -n $commit ]]; then
  echo "bench: building commit $commit"
  earlier=$PWD/.build-bench/beside/$commit
  mkdir -p "$earlier/tree"
  git -C .. archive "$commit" Package.swift Sources Benchmarks | tar --extract --directory "$earlier/tree"
  # The manifest names the tests' targets, whose folders only a build of the tests looks into.
  for name in $(git -C .. ls-tree --name-only "$commit:Tests"); do mkdir -p "$earlier/tree/Tests/$name"; done
  cp beside/NinesBench.swift "$earlier/tree/Benchmarks/Sources/NinesBench/NinesBench.swift"
  swift build --configuration release --package-path "$earlier/tree/Benchmarks" --scratch-path "$earlier/build" --quiet \
    --product nines-bench
  cp "$earlier/build/release/nines-bench" "$earlier/nines-bench"
  set -- --beside "$earlier/nines-bench" "$@"
fi

NINES_BENCH_SWIFT=$(swift --version 2>/dev/null | grep --only-matching --max-count=1 'Swift version [^ ]*') \
  .build-bench/release/nines-bench --peers "$peers" "$@"

printf '\nMany cores. '
.build-bench/release/nines-footprint

printf '\nSingle records beside expiry: '
.build-bench/release/nines-stalls

# The exporter's code can be called by its tests only.
echo "bench: building the exporter's tests, for what its state file costs" >&2
cd ..
NINES_STATE_FIGURES=1 swift test --configuration release -Xswiftc -enable-testing --scratch-path .build-release-tests \
  --filter StateFigures | grep --extended-regexp '^([|]|The state)'

echo "bench: building the exporter, to run beside blackbox_exporter" >&2
swift build --configuration release --product nines --quiet
python3 Benchmarks/exporter/bench.py .build/release/nines
