// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "NinesBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Nines", path: ".."),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    ],
    targets: [
        .target(name: "CCompilerFence"),
        // The exporter's, through links: how it compresses a page.
        .target(name: "CNinesZlib", linkerSettings: [.linkedLibrary("z")]),
        .executableTarget(
            name: "nines-bench",
            dependencies: [
                "CCompilerFence", "CNinesZlib", .product(name: "NinesMetrics", package: "Nines"),
                .product(name: "NinesExposition", package: "Nines"),
                .product(name: "NinesMetricsBridge", package: "Nines"), .product(name: "NinesSLO", package: "Nines"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            path: "Sources/NinesBench",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .treatAllWarnings(as: .error),
            ]),
        .executableTarget(
            name: "nines-footprint",
            dependencies: [
                .product(name: "NinesMetrics", package: "Nines"), .product(name: "NinesExposition", package: "Nines"),
            ],
            path: "Sources/NinesFootprint",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .treatAllWarnings(as: .error),
            ]),
        .executableTarget(
            name: "nines-stalls",
            dependencies: [
                .product(name: "NinesMetrics", package: "Nines"),
                .product(name: "NinesMetricsBridge", package: "Nines"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            path: "Sources/NinesStalls",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .treatAllWarnings(as: .error),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
