// swift-tools-version: 6.2
import PackageDescription

/// As in the root package, with libFuzzer's counters in the code that is fuzzed.
let fuzzed: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-sanitize=fuzzer"]),
]

func program(_ name: String, _ folder: String, _ dependency: Target.Dependency = "NinesMetrics") -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzLoop", "NinesExposition", dependency], path: "Programs/\(folder)",
        swiftSettings: fuzzed,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}

/// Files of the exporter, which is no library, as a module that the programs see all of. They are those that need no
/// other package: target files in YAML are read by Yams, and only what is done with its nodes is fuzzed.
func exporter(_ name: String, _ folder: String, _ dependency: Target.Dependency) -> Target {
    .target(
        name: name, dependencies: [dependency], path: "Exporter/\(folder)",
        swiftSettings: fuzzed + [.unsafeFlags(["-enable-testing"])])
}

/// A libFuzzer program for each parser of what comes from the network or from other programs, through links to the
/// sources.
let package = Package(
    name: "Nines",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "CNinesThreadCells", path: "Sources/CThreadCells"),
        .target(
            name: "NinesMetrics", dependencies: ["CNinesThreadCells"], path: "Sources/Metrics", swiftSettings: fuzzed),
        .target(
            name: "NinesExposition", dependencies: ["NinesMetrics"], path: "Sources/Exposition", swiftSettings: fuzzed),
        .target(name: "FuzzLoop", path: "Programs/Loop", swiftSettings: fuzzed),
        .target(
            name: "FuzzedPages", dependencies: ["FuzzLoop", "NinesExposition", "NinesMetrics"], path: "Programs/Pages",
            swiftSettings: fuzzed),
        program("fuzz-text", "Text", "FuzzedPages"),
        program("fuzz-openmetrics", "OpenMetrics", "FuzzedPages"),
        program("fuzz-openmetrics2", "OpenMetrics2", "FuzzedPages"),
        program("fuzz-protobuf", "Protobuf", "FuzzedPages"),
        .target(name: "CNinesRE2", path: "Sources/CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "NinesSLO", dependencies: ["NinesMetrics"], path: "Sources/SLO", swiftSettings: fuzzed),
        exporter("FuzzedPatterns", "Patterns", "CNinesRE2"),
        exporter("FuzzedTargets", "Targets", "NinesSLO"),
        program("fuzz-relabel", "Relabel", "FuzzedPatterns"),
        program("fuzz-targets", "Targets", "FuzzedTargets"),
        program("fuzz-accept", "Accept"),
        program("fuzz-query", "Query"),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
