// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target of this package: language mode 6, the three features that make imports and
/// existentials say what they cost, and no warning left standing.
let strict: [SwiftSetting] = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

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
    // Only the executable and the tests use these: the executable is not a product, so a package that depends on a
    // library above fetches and builds none of them.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.10.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.0"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        // Used by NinesMetricsBridge alone of the libraries; it has no dependencies itself.
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.5.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.25.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
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
            name: "nines",
            dependencies: [
                "NinesMetrics", "NinesExposition", "NinesSLO", "NinesSLOTools", "CNinesFile", "CNinesRE2",
                "CNinesResolver", "CNinesZlib",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "Yams", package: "Yams"),
            ],
            path: "Sources/Exporter", resources: [.embedInCode("Web/Pages")], swiftSettings: strict),
        // RE2 matches bytes in time linear in the body, so no answer of a target can stall a probe, and it is the
        // regular-expression language of blackbox_exporter's configurations.
        .target(name: "CNinesRE2", path: "Sources/CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CNinesFile", path: "Sources/CFile"),
        .target(name: "CNinesResolver", path: "Sources/CResolver"),
        .target(name: "CNinesZlib", path: "Sources/CZlib", linkerSettings: [.linkedLibrary("z")]),
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
        .testTarget(
            name: "ExporterTests",
            dependencies: [
                "nines", "NinesExposition", "NinesMetrics", "NinesSLO", "NinesSLOTools", "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            exclude: ["Storage/state-of-version-1.sqlite"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "nines", "NinesExposition", "NinesMetrics", "NinesSLO", "NinesSLOTools", "TestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["Servers"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
