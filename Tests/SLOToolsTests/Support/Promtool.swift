import Foundation
import TestSupport
import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Prometheus' own evaluator for the rules of documents: series that the queries select go in, and what the rules make
/// of them comes out.
struct Promtool {
    /// What an expression has to be at a minute.
    struct Answer {
        var minute: Int
        var expression: String
        /// Between which values its greatest sample is; nil where there must be none.
        var range: ClosedRange<Double>?

        static func about(_ value: Double, within tolerance: Double = 0.005, _ expression: String, at minute: Int)
            -> Self
        {
            Answer(minute: minute, expression: expression, range: (value - tolerance)...(value + tolerance))
        }

        static func nothing(_ expression: String, at minute: Int) -> Self {
            Answer(minute: minute, expression: expression, range: nil)
        }

        static func firing(_ alert: String, _ severity: String? = nil, at minute: Int) -> Self {
            .about(1, "group(\(alerts(alert, severity)))", at: minute)
        }

        static func quiet(_ alert: String, _ severity: String? = nil, at minute: Int) -> Self {
            .nothing(alerts(alert, severity), at: minute)
        }

        private static func alerts(_ name: String, _ severity: String?) -> String {
            let more = severity.map { ",sloth_severity=\"\($0)\"" } ?? ""
            return "ALERTS{alertname=\"\(name)\",alertstate=\"firing\"\(more)}"
        }
    }

    let rules: RuleFile

    init(_ documents: [SLODocument]) throws {
        rules = RuleFile(groups: try documents.map { try RuleGenerator($0).group() })
    }

    init(rules: RuleFile) { self.rules = rules }

    /// Evaluates once a minute.
    ///
    /// - Parameter series: with a sample at each minute, in promtool's notation.
    func expect(
        _ answers: [Answer], of series: [(String, String)], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var writer = YAMLWriter()
        writer.nested("rule_files") { $0.entry("rules.yml") }
        writer.pair("evaluation_interval", plain: "1m")
        writer.nested("tests") { writer in
            writer.item { writer in
                writer.pair("interval", plain: "1m")
                if !series.isEmpty {
                    writer.nested("input_series") { writer in
                        for (name, values) in series {
                            writer.item {
                                $0.pair("series", name)
                                $0.pair("values", values)
                            }
                        }
                    }
                }
                writer.nested("promql_expr_test") { writer in
                    for answer in answers { writer.item { Self.write(answer, &$0) } }
                }
            }
        }
        let output = try run(["test", "rules", "test.yml"], files: ["test.yml": writer.text])
        #expect(output == nil, "\(output ?? "")", sourceLocation: sourceLocation)
    }

    private static func write(_ answer: Answer, _ writer: inout YAMLWriter) {
        writer.pair("eval_time", plain: "\(answer.minute)m")
        guard let range = answer.range else { return writer.pair("expr", answer.expression) }
        let value = "max(\(answer.expression))"
        writer.pair("expr", "(\(value) >= bool \(range.lowerBound)) * (\(value) <= bool \(range.upperBound))")
        writer.nested("exp_samples") { writer in
            writer.item {
                $0.pair("labels", "{}")
                $0.pair("value", plain: "1")
            }
        }
    }

    /// Whether Prometheus loads the rules; what it says where it does not.
    func check() throws -> String? { try run(["check", "rules", "rules.yml"], files: [:]) }

    /// Which of the rules Prometheus refuses.
    static func refused(_ rules: [Rule]) throws -> Set<Int> {
        let words = try Promtool(rules: RuleFile(groups: [RuleGroup(name: "g", rules: rules)])).check() ?? ""
        return Set(rules.indices.filter { words.contains("rule \($0 + 1), ") })
    }

    /// What promtool says against the generated unit tests of documents.
    static func generatedTests(_ documents: [SLODocument]) throws -> String? {
        let generated = GeneratedRules(try documents.map { try RuleGenerator($0) })
        return try Promtool(rules: generated.rules).run(
            ["test", "rules", "test.yml"], files: ["test.yml": generated.tests(of: "rules.yml").yaml])
    }

    /// Nil for success.
    private func run(_ arguments: [String], files: [String: String]) throws -> String? {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files.merging(["rules.yml": rules.yaml], uniquingKeysWith: { $1 }) {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let output = folder.appending(path: "output")
        // Against hangs only.
        let promtool = try Program(
            ["timeout", "300", "promtool"] + arguments, output: output.path(), folder: folder.path())
        return promtool.exitCode() == 0 ? nil : try String(contentsOf: output, encoding: .utf8)
    }
}
