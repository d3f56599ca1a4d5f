// swift-tools-version: 6.2
import PackageDescription

/// As in the root package.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// The libraries and their tests alone, through links to the sources: what a sanitizer has to see, without the server
/// packages, which take minutes to build with one. scripts/api.sh compares the API of its products.
let package = Package(
    name: "Nines",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "NinesMetrics", targets: ["NinesMetrics"]),
        .library(name: "NinesExposition", targets: ["NinesExposition"]),
        .library(name: "NinesMetricsBridge", targets: ["NinesMetricsBridge"]),
        .library(name: "NinesSLO", targets: ["NinesSLO"]),
        .library(name: "NinesSLOTools", targets: ["NinesSLOTools"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0")
    ],
    targets: [
        .target(name: "CNinesThreadCells", path: "Sources/CThreadCells"),
        .target(
            name: "NinesMetrics", dependencies: ["CNinesThreadCells"], path: "Sources/Metrics", swiftSettings: strict),
        .target(
            name: "NinesExposition", dependencies: ["NinesMetrics"], path: "Sources/Exposition",
            swiftSettings: strict),
        .target(
            name: "NinesMetricsBridge",
            dependencies: [
                "NinesMetrics", "CNinesThreadCells", .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            path: "Sources/MetricsBridge", swiftSettings: strict),
        .target(name: "NinesSLO", dependencies: ["NinesMetrics"], path: "Sources/SLO", swiftSettings: strict),
        .target(
            name: "NinesSLOTools", dependencies: ["NinesMetrics", "NinesSLO"], path: "Sources/SLOTools",
            swiftSettings: strict),
        .executableTarget(
            name: "second-writer", dependencies: ["NinesMetrics", "CNinesThreadCells"], path: "SecondWriter",
            swiftSettings: strict),
        .executableTarget(
            name: "forked-recording", dependencies: ["NinesMetrics", "CNinesThreadCells", "TestSupport"],
            path: "ForkedRecording",
            swiftSettings: strict),
        .target(name: "CSystemCallFilter", path: "SystemCallFilter"),
        .executableTarget(
            name: "refused-barrier", dependencies: ["NinesMetrics", "CSystemCallFilter", "TestSupport"],
            path: "RefusedBarrier",
            swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        .testTarget(
            name: "MetricsTests", dependencies: ["NinesMetrics", "CNinesThreadCells", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ExpositionTests", dependencies: ["NinesExposition", "NinesMetrics", "TestSupport"],
            exclude: ["Oracles"],
            swiftSettings: strict),
        .testTarget(
            name: "MetricsBridgeTests",
            dependencies: [
                "NinesMetricsBridge", "NinesExposition", "NinesMetrics", "CNinesThreadCells", "TestSupport",
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SLOTests", dependencies: ["NinesMetrics", "NinesSLO", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SLOToolsTests", dependencies: ["NinesMetrics", "NinesSLO", "NinesSLOTools", "TestSupport"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)

// The optimized tests are those of threads: the other modules and their tests take minutes to optimize.
if Context.environment["NINES_TESTS"] == "MetricsTests" {
    let kept = [
        "CNinesThreadCells", "NinesMetrics", "TestSupport", "MetricsTests", "CSystemCallFilter", "refused-barrier",
        "forked-recording",
    ]
    package.targets.removeAll { !kept.contains($0.name) }
    package.products.removeAll { !kept.contains($0.name) }
    package.dependencies = []
}
