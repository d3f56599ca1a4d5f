import Foundation

/// A real Prometheus.
final class Prometheus {
    private let process: ChildProcess
    private let address: String

    /// Scrapes one address, or a few.
    ///
    /// - Parameters:
    ///   - jobs: further addresses, by the names of their jobs.
    ///   - rules: paths of files, evaluated as often as targets are scraped.
    ///   - features: What `--enable-feature` names.
    convenience init(
        scraping target: String, every interval: String, and jobs: [String: String] = [:], rules: [String] = [],
        features: [String] = [], in workplace: Workplace
    ) throws {
        let others = jobs.sorted { $0.key < $1.key }.map { job, address in
            "\n  - {job_name: \(job), static_configs: [{targets: [\"\(address)\"]}]}"
        }
        try self.init(
            configuration: """
                global: {scrape_interval: \(interval), scrape_timeout: \(interval), evaluation_interval: \(interval)}
                rule_files: [\(rules.joined(separator: ", "))]
                scrape_configs:
                  - job_name: nines
                    honor_labels: true
                    static_configs: [{targets: ["\(target)"]}]
                """ + others.joined(), features: features, in: workplace)
    }

    /// - Parameter configuration: the text of its file.
    init(configuration: String, features: [String] = [], in workplace: Workplace) throws {
        address = "127.0.0.1:\(try Workplace.freePort())"
        let configuration = try workplace.write("prometheus.yml", configuration)
        process = try ChildProcess(
            "prometheus",
            [
                "--config.file=\(configuration)", "--storage.tsdb.path=\(workplace.path("data").path())",
                "--web.listen-address=\(address)", "--log.level=warn",
            ] + features.map { "--enable-feature=\($0)" }, in: workplace)
    }

    /// The value of an instant query with one answer; nil without one.
    func value(_ query: String, at time: Double? = nil) async throws -> Double? {
        let series = try await series(query, at: time)
        return series.count == 1 ? series[0].value : nil
    }

    /// What an instant query answers: labels and value of each series. Nothing while Prometheus starts.
    func series(_ query: String, at time: Double? = nil) async throws -> [(labels: [String: String], value: Double?)] {
        var components = URLComponents()
        components.queryItems = [URLQueryItem(name: "query", value: query)]
        if let time { components.queryItems?.append(URLQueryItem(name: "time", value: "\(time)")) }
        // A plus sign in a query means a space.
        let parameters = components.percentEncodedQuery?.replacingOccurrences(of: "+", with: "%2B") ?? ""
        guard let page = await WebPage.get("http://\(address)/api/v1/query?\(parameters)") else { return [] }
        // While it starts it says so in plain text.
        if page.status == 503 { return [] }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(page.text.utf8))
        guard answer.status == "success" else { throw Unexpected("\(query): \(page.text)") }
        return (answer.data?.result ?? []).map { ($0.metric, $0.value.number) }
    }

    /// All samples of the one series that `selector` selects, by their time in seconds. Marks of staleness are none.
    func samples(_ selector: String) async throws -> [Double: Double] {
        var components = URLComponents()
        components.queryItems = [URLQueryItem(name: "query", value: "\(selector)[1h]")]
        let url = "http://\(address)/api/v1/query?\(components.percentEncodedQuery ?? "")"
        guard let page = await WebPage.get(url), page.status == 200 else { return [:] }
        let series = try JSONDecoder().decode(RangeAnswer.self, from: Data(page.text.utf8)).data.result
        guard series.count == 1 else { throw Unexpected("\(selector): \(series.count) series") }
        let pairs = series[0].values.compactMap { sample in sample.number.map { (sample.time, $0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The labels of the targets that it scrapes, by their jobs, and how many it has dropped; nil while it starts.
    func targets() async throws -> (labels: [String: [[String: String]]], dropped: Int)? {
        guard let page = await WebPage.get("http://\(address)/api/v1/targets"), page.status == 200 else { return nil }
        let targets = try JSONDecoder().decode(TargetAnswer.self, from: Data(page.text.utf8)).data
        let labels = Dictionary(grouping: targets.activeTargets, by: \.scrapePool).mapValues { $0.map(\.labels) }
        return (labels, targets.droppedTargets.count)
    }

    private struct TargetAnswer: Decodable {
        let data: Targets
        struct Targets: Decodable {
            let activeTargets: [Target]
            let droppedTargets: [Dropped]
        }
        struct Target: Decodable {
            let scrapePool: String
            let labels: [String: String]
        }
        struct Dropped: Decodable {}
    }

    /// The groups of its rule files, as it has evaluated them; nil while it starts.
    func ruleGroups() async throws -> [RuleGroup]? {
        guard let page = await WebPage.get("http://\(address)/api/v1/rules"), page.status == 200 else { return nil }
        return try JSONDecoder().decode(RuleAnswer.self, from: Data(page.text.utf8)).data.groups
    }

    struct RuleGroup: Decodable {
        let name: String
        let rules: [Rule]

        struct Rule: Decodable {
            let name: String
            /// `ok`, `err`, or `unknown` before its first evaluation.
            let health: String
            let lastError: String?
        }
    }

    private struct RuleAnswer: Decodable {
        let data: Groups
        struct Groups: Decodable { let groups: [RuleGroup] }
    }

    /// Waits until the query's answer is `wanted`.
    func wait(for query: String, toBe wanted: Double) async throws {
        var last: Double?
        let answer: Double? = try await poll {
            last = try await value(query)
            return last == wanted ? last : nil
        }
        guard answer != nil else {
            throw Unexpected(
                "\(query) was \(last.map { "\($0)" } ?? "nothing") after \(Duration.hang), not \(wanted)\n\(process.text)"
            )
        }
    }

    private struct RangeAnswer: Decodable {
        let data: Series
        struct Series: Decodable { let result: [Result] }
        struct Result: Decodable { let values: [Answer.Sample] }
    }

    private struct Answer: Decodable {
        let status: String
        let data: Data?
        struct Data: Decodable { let result: [Result] }
        struct Result: Decodable {
            let metric: [String: String]
            let value: Sample
        }
        struct Sample: Decodable {
            let time: Double
            let number: Double?
            init(from decoder: any Decoder) throws {
                var pair = try decoder.unkeyedContainer()
                time = try pair.decode(Double.self)
                number = Double(try pair.decode(String.self))
            }
        }
    }
}
