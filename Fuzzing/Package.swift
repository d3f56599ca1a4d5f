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

func program(_ name: String, _ folder: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["NinesExposition"], path: "Programs/\(folder)", swiftSettings: fuzzed,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}

/// A libFuzzer program for each parser of what comes from the network, through links to the sources.
let package = Package(
    name: "Nines",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "CNinesThreadCells", path: "Sources/CThreadCells"),
        .target(
            name: "NinesMetrics", dependencies: ["CNinesThreadCells"], path: "Sources/Metrics", swiftSettings: fuzzed),
        .target(
            name: "NinesExposition", dependencies: ["NinesMetrics"], path: "Sources/Exposition", swiftSettings: fuzzed),
        program("fuzz-text", "Text"),
        program("fuzz-openmetrics", "OpenMetrics"),
        program("fuzz-accept", "Accept"),
    ],
    swiftLanguageModes: [.v6]
)
