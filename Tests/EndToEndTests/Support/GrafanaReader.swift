import Foundation

@testable import nines

/// Asks Prometheus what Grafana would for a dashboard: values for its variables, then each panel's queries.
struct GrafanaReader {
    let prometheus: Prometheus

    /// A panel's query with the variables replaced, and how many series with a number answered.
    struct Answer {
        let panel: String
        /// The panel's description says that it may be empty.
        let mayBeEmpty: Bool
        let query: String
        let values: [Double]
    }

    /// What Grafana sets itself, as for scrapes every second.
    private static let builtIn = ["__rate_interval": "10s", "__interval": "1s"]

    /// Every choice of the dashboard's variables. Where Grafana offers all values at once, that.
    func choices(_ dashboard: Dashboard) async throws -> [[String: String]] {
        var choices = [Self.builtIn]
        for variable in dashboard.templating.list where variable.type != "datasource" {
            var longer: [[String: String]] = []
            for choice in choices {
                for value in try await values(of: variable, choice) {
                    longer.append(choice.merging([variable.name: value]) { $1 })
                }
            }
            choices = longer
        }
        return choices
    }

    /// The answers to all queries of all panels. Annotations are asked too, and may have nothing to mark.
    func answers(_ dashboard: Dashboard, _ choice: [String: String]) async throws -> [Answer] {
        var answers: [Answer] = []
        for panel in dashboard.panels {
            let mayBeEmpty = panel.description?.contains(" \(Panel.emptyMark)") == true
            for target in panel.targets ?? [] {
                let query = Self.replaced(target.expr, choice)
                let values = try await prometheus.series(query).compactMap(\.value).filter { !$0.isNaN }
                answers.append(
                    Answer(
                        panel: "\(panel.title) \(target.refId)", mayBeEmpty: mayBeEmpty, query: query, values: values))
            }
        }
        for annotation in dashboard.annotations.list {
            _ = try await prometheus.series(Self.replaced(annotation.expr, choice))
        }
        return answers
    }

    private func values(of variable: Variable, _ choice: [String: String]) async throws -> [String] {
        if case .object(let option)? = variable.options?.first, case .string(let value)? = option["value"] {
            return [value]
        }
        if let all = variable.allValue { return [all] }
        guard case .object(let query) = variable.query, case .string(let text)? = query["query"] else {
            throw Unexpected("\(variable.name): a query is a mapping with the text as query")
        }
        let found = try await found(Self.replaced(text, choice), pattern: variable.regex ?? "")
        return variable.includeAll == true ? [found.joined(separator: "|")] : found
    }

    /// In the forms of Grafana's Prometheus data source: `label_values(selector,label)`, and `query_result(expression)`
    /// of whose lines `{labels} value time` the pattern's group is taken.
    private func found(_ query: String, pattern: String) async throws -> [String] {
        if let match = query.wholeMatch(of: /label_values\((.*),(\w+)\)/) {
            return Set(try await prometheus.series(String(match.1)).compactMap { $0.labels[String(match.2)] }).sorted()
        }
        guard let match = query.wholeMatch(of: /query_result\((.*)\)/) else {
            throw Unexpected("\(query): no such form")
        }
        let expression = try Regex(String(pattern.dropFirst().dropLast()), as: (Substring, Substring).self)
        let lines = try await prometheus.series(String(match.1)).map { series in
            "{" + series.labels.map { "\($0)=\"\($1)\"" }.sorted().joined(separator: ",") + "} 1"
        }
        return Set(lines.compactMap { $0.firstMatch(of: expression).map { String($0.1) } }).sorted()
    }

    private static func replaced(_ text: String, _ choice: [String: String]) -> String {
        text.replacing(/\$\{?(\w+)(:\w+)?\}?/) { match in choice[String(match.1)].map { Substring($0) } ?? match.0 }
    }
}
