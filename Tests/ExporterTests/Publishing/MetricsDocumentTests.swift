import Foundation
import Logging
import NIOCore
import NIOPosix
import NinesMetrics
import Testing

@testable import nines

/// `docs/metrics.md` lists what the exporter exposes: no more, no less.
@Suite struct MetricsDocumentTests {
    @Test func `the document lists every metric with type labels and unit`() throws {
        var targets = PublishedResults.targets
        targets[0].rules.retries = 1
        var configuration = Configuration(modules: [:], targets: targets, slos: [try PublishedResults.slo])
        configuration.discovery.findings = [DiscoveryFinding(job: "web")]
        let folder = try StateFolder()
        let registry = Registry.ofExporter()
        let exporter = try Exporter(
            configuration, registry: registry, state: folder.persistence(registry: registry),
            group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test"))
        _ = try WebMetrics(in: registry)
        for (monitor, report) in zip(exporter.fleet.monitors, [PublishedResults.success, PublishedResults.refusal]) {
            monitor.published.withLock { $0.record(report, at: .now()) }
        }
        let exposed = exporter.registry.collect().families.filter { $0.count > 0 }.map(Self.row)
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/metrics.md")
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        let documented = lines.filter { $0.hasPrefix("| `") }
        let missing = Set(exposed).subtracting(documented).sorted()
        #expect(missing.isEmpty, "not in docs/metrics.md:\n\(missing.joined(separator: "\n"))")
        // Limits that this machine does not set are left out.
        let limits = ProcessCollector().families.filter { $0.name.contains("_max_") }
            .map { "| `\($0.name)` | \($0.type.rawValue) |  | \($0.unit ?? "") | \($0.help) |" }
        let unknown = Set(documented).subtracting(exposed).subtracting(limits).sorted()
        #expect(unknown.isEmpty, "only in docs/metrics.md:\n\(unknown.joined(separator: "\n"))")
        #expect(documented == documented.sorted(), "the rows are in order of their names")
        func reasons(below heading: String) -> [Substring] {
            lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }.filter { $0.hasPrefix("| ") }
                .dropFirst().map { $0.split(separator: " ")[1] }
        }
        #expect(
            reasons(below: "## Reasons of failure") == FailureReason.allCases.map { Substring($0.rawValue) })
        #expect(
            reasons(below: "## Reasons without a verdict")
                == NoVerdict.Reason.allCases.map { Substring($0.rawValue) })
    }

    /// The labels of a target stand for all its own, which are the configuration's business.
    private static func row(_ family: FamilySnapshot) -> String {
        let names = (0..<family.count).map { family.labels.labels($0).map(\.name) }.max { $0.count < $1.count } ?? []
        var labels = names.filter { $0 != "team" }
        if labels.starts(with: ["job", "instance"]) { labels.replaceSubrange(0..<2, with: ["target labels"]) }
        let shown = labels.map { $0 == "target labels" ? $0 : "`\($0)`" }.joined(separator: ", ")
        let descriptor = family.descriptor
        return "| `\(descriptor.name)` | \(descriptor.type.rawValue) | \(shown) | \(descriptor.unit ?? "") "
            + "| \(descriptor.help) |"
    }
}
