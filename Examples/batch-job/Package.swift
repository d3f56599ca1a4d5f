// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "batch-job",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Nines", path: "../..")],
    targets: [
        .executableTarget(
            name: "batch-job",
            dependencies: [
                .product(name: "NinesMetrics", package: "Nines"),
                .product(name: "NinesExposition", package: "Nines"),
            ],
            path: "Sources/BatchJob",
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .treatAllWarnings(as: .error),
            ])
    ],
    swiftLanguageModes: [.v6]
)
