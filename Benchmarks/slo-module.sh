#!/bin/bash
# What NinesSLO costs a service that has NinesMetrics: bytes in its binary, and CPU to compile, beside the module as it
# was before rules, reports and backtests left it. Prints a table; fails when a bound is missed.
#
#     Benchmarks/slo-module.sh [COMMIT]
#
# Needs git, swift, strip and nm, no network, and about five minutes. The bounds: 0.9 MB stripped, 3 MB with
# --static-swift-stdlib, nothing of Foundation, 0.3 times the CPU.
set -euo pipefail
cd "$(dirname "$0")/.."
before=${1:-b712bf7}
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# package FOLDER SOURCES: the two modules of SOURCES, and a program on each.
package() {
    mkdir -p "$1/Sources/metrics-only" "$1/Sources/with-slo"
    for room in CThreadCells Metrics SLO; do ln -s "$2/$room" "$1/Sources/$room"; done
    cat > "$1/Package.swift" <<'PACKAGE'
// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
let package = Package(
    name: "Nines", platforms: [.macOS(.v15)],
    targets: [
        .target(name: "CNinesThreadCells", path: "Sources/CThreadCells"),
        .target(name: "NinesMetrics", dependencies: ["CNinesThreadCells"], path: "Sources/Metrics", swiftSettings: strict),
        .target(name: "NinesSLO", dependencies: ["NinesMetrics"], path: "Sources/SLO", swiftSettings: strict),
        .executableTarget(name: "metrics-only", dependencies: ["NinesMetrics"]),
        .executableTarget(name: "with-slo", dependencies: ["NinesMetrics", "NinesSLO"]),
    ], swiftLanguageModes: [.v6])
PACKAGE
    cat > "$1/Sources/metrics-only/main.swift" <<'PROGRAM'
import NinesMetrics

let requests = try Registry.default.counter("requests_total", help: "Requests.")
requests.increment()
print(Registry.default.collect().families.count)
PROGRAM
    cat > "$1/Sources/with-slo/main.swift" <<'PROGRAM'
import NinesMetrics
import NinesSLO

let requests = try Registry.default.counter("requests_total", help: "Requests.")
requests.increment()
let engine = SLOEngine()
let checkout = try engine.add(
    SLODefinition(name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: .days(30)))
try Registry.default.register(engine)
engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_000))
checkout.record(good: true)
engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_010))
print(engine.statuses.count, Registry.default.collect().families.count)
PROGRAM
}

# cpu COMMAND...: the seconds of user and system time that it and its children take.
cpu() {
    local TIMEFORMAT='%U %S'
    { time "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; } 2> "$work/time"
    awk '{ print $1 + $2 }' "$work/time"
}

build() { swift build -c release --package-path "$@"; }

mkdir "$work/old-sources"
git archive "$before" Sources/CThreadCells Sources/Metrics Sources/SLO | tar -x -C "$work/old-sources"
package "$work/old" "$work/old-sources/Sources"
package "$work/new" "$root/Sources"
for side in old new; do
    build "$work/$side" --target NinesMetrics > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    # What the build tool takes by itself, to be left out.
    idle=$(cpu build "$work/$side" --target NinesMetrics)
    all=$(cpu build "$work/$side" --target NinesSLO)
    declare "cpu_$side=$(awk "BEGIN { print $all - $idle }")"
done

# difference LINKING...: bytes that NinesSLO adds to a stripped program.
size() { strip -o "$work/stripped" "$1" && stat -c %s "$work/stripped"; }
difference() {
    build "$work/new" "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    local bin; bin=$(swift build -c release --package-path "$work/new" "$@" --show-bin-path)
    echo $(($(size "$bin/with-slo") - $(size "$bin/metrics-only")))
    nm "$bin/with-slo" | grep -c Foundation > "$work/foundation" || true
}

dynamic=$(difference)
foundation=$(cat "$work/foundation")
static=$(difference --static-swift-stdlib --scratch-path "$work/static")
foundation=$((foundation + $(cat "$work/foundation")))
ratio=$(awk "BEGIN { printf \"%.2f\", $cpu_new / $cpu_old }")

echo "| NinesSLO beside NinesMetrics only | measured | bound |"
echo "|---|---|---|"
awk "BEGIN { printf \"| stripped, dynamic standard library | %.2f MB | 0.9 MB |\\n\", $dynamic / 1e6 }"
awk "BEGIN { printf \"| stripped, \`--static-swift-stdlib\` | %.2f MB | 3 MB |\\n\", $static / 1e6 }"
echo "| symbols of Foundation | $foundation | 0 |"
awk "BEGIN { printf \"| compiling it in release, CPU | %.1f s of %.1f s: %.2f | 0.3 |\\n\", $cpu_new, $cpu_old, $ratio }"
awk "BEGIN { exit !($dynamic <= 900000 && $static <= 3000000 && $foundation == 0 && $ratio <= 0.3) }" \
    || { echo "a bound is missed" >&2; exit 1; }
