import Foundation
import NinesMetrics
import Testing

@testable import nines

/// Every query of every dashboard, asked of a real Prometheus that scrapes a running `nines serve` and a service, and
/// evaluates rules: those of `nines slo rules`, and some as sloth's are.
@Suite struct DashboardQueryTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

    @Test(.timeLimit(.minutes(10))) func `every panel has data or says when it has none`() async throws {
        let shop = try Shop()
        try await PageServer.serving(shop.registry) { page in
            let workplace = try Workplace()
            let nginx = try Nginx(in: workplace)
            try nginx.start()
            let secure = try await Self.tlsPort(in: workplace)
            let file = try workplace.write("nines.yml", try Self.configuration(http: nginx.port, tls: secure))
            let address = "127.0.0.1:\(try Workplace.freePort())"
            workplace.keep(
                try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace))
            let document = try workplace.write("requests.yml", Self.document)
            let prometheus = try Prometheus(
                scraping: address, every: "1s", and: ["shop": page],
                rules: [
                    try workplace.write("sloth.rules.yml", Self.slothRules),
                    try await Self.rules(of: document, in: workplace),
                ], in: workplace)
            let dashboards = try await Self.dashboards(of: [file, document], in: workplace)
            #expect(dashboards.count == 7)

            let reader = GrafanaReader(prometheus: prometheus)
            var lacking: [String] = []
            _ = try await poll { () -> Bool? in
                shop.serve()
                lacking = []
                for (name, dashboard) in dashboards { lacking += try await Self.lacking(name, dashboard, reader) }
                return lacking.isEmpty ? true : nil
            }
            #expect(lacking.isEmpty, "\(lacking.joined(separator: "\n"))")
            var untruths: [String] = []
            _ = try await poll { () -> Bool? in
                untruths = try await Self.untruths(reader, dashboards)
                return untruths.isEmpty ? true : nil
            }
            #expect(untruths.isEmpty, "\(untruths.joined(separator: "\n"))")
            withExtendedLifetime(nginx) {}
        }
    }

    /// Each query has to have data: for every choice of the variables, or for one where the panel may be empty.
    private static func lacking(
        _ name: String, _ dashboard: Dashboard, _ reader: GrafanaReader
    ) async throws -> [String] {
        let choices = try await reader.choices(dashboard)
        guard !choices.isEmpty else { return ["\(name): its variables have no values"] }
        var lacking: [String] = []
        var mayBeEmpty: [String: Bool] = [:]
        for choice in choices {
            for answer in try await reader.answers(dashboard, choice) {
                if answer.mayBeEmpty {
                    mayBeEmpty[answer.panel, default: false] =
                        mayBeEmpty[answer.panel] == true || !answer.values.isEmpty
                } else if answer.values.isEmpty {
                    lacking.append("\(name), \(answer.panel): \(answer.query)")
                }
            }
        }
        return lacking + mayBeEmpty.filter { !$0.value }.map { "\(name), \($0.key): empty for every choice" }.sorted()
    }

    /// Not only something, but what the configuration and the rules say. A scrape may have come between the two
    /// requests that a turn of the shop counts, so the caller asks again.
    private static func untruths(
        _ reader: GrafanaReader, _ dashboards: [(name: String, dashboard: Dashboard)]
    ) async throws -> [String] {
        let detail = try #require(dashboards.first { $0.name == "slo-detail.json" }).dashboard
        let choices = try await reader.choices(detail)
        let slos = choices.compactMap { $0["slo"] }.sorted()
        guard slos == ["page", "refused", "requests", "transfers"] else { return ["the SLOs are \(slos)"] }
        // Page and ticket are "Alerts A" and "Alerts B": 2 fires, 0 does not.
        let wanted: [(slo: String, panel: String, values: [Double], tolerance: Double)] = [
            ("transfers", "Objective A", [0.99], 0), ("transfers", "Achieved A", [0.995], 0),
            ("transfers", "Budget left A", [0.5], 0), ("transfers", "Burn rate now A", [2], 0),
            ("transfers", "Burn rate by window A", [1, 2], 0), ("transfers", "Alerts A", [2], 0),
            ("transfers", "Alerts B", [0], 0), ("refused", "Objective A", [0.9], 0),
            ("refused", "Achieved A", [0], 1e-9), ("refused", "Budget left A", [-9], 1e-9),
            ("refused", "Alerts A", [2], 0), ("requests", "Objective A", [0.9], 0),
            // Every second one fails.
            ("requests", "Achieved A", [0.5], 1e-6), ("requests", "Alerts A", [2], 0),
        ]
        var untruths: [String] = []
        var answered: [String: [GrafanaReader.Answer]] = [:]
        for choice in choices { answered[choice["slo", default: ""]] = try await reader.answers(detail, choice) }
        for (slo, panel, values, tolerance) in wanted {
            let found = answered[slo]?.first { $0.panel == panel }?.values.sorted() ?? []
            let isTrue = found.count == values.count && zip(found, values).allSatisfy { abs($0 - $1) <= tolerance }
            if !isTrue { untruths.append("\(slo), \(panel): \(found), not \(values)") }
        }
        let overview = try #require(dashboards.first { $0.name == "slo-overview.json" }).dashboard
        let answers = try await reader.answers(overview, try #require(await reader.choices(overview).first))
        for (panel, value) in [("SLOs A", 4.0), ("Without budget A", 2), ("Pages A", 3)] {
            let found = answers.first { $0.panel == panel }?.values
            if found != [value] { untruths.append("\(panel): \(found ?? []), not \(value)") }
        }
        return untruths
    }

    /// The file that `nines slo rules` makes of a document.
    private static func rules(of document: String, in workplace: Workplace) async throws -> String {
        let out = workplace.path("rules")
        let command = ["slo", "rules", document, "--out", out.path()]
        let written = try await ChildProcess.run(Workplace.nines, command, in: workplace)
        #expect(written.code == 0, "\(written.text)")
        return out.appending(path: "requests.rules.yml").path()
    }

    /// Those in `grafana/`, and those that the command writes for SLOs of files.
    private static func dashboards(
        of files: [String], in workplace: Workplace
    ) async throws -> [(name: String, dashboard: Dashboard)] {
        let out = workplace.path("dashboards")
        let command = ["slo", "dashboards", "--out", out.path()] + files
        let written = try await ChildProcess.run(Workplace.nines, command, in: workplace)
        #expect(written.code == 0, "\(written.text)")
        let script = root.appending(path: "grafana/validate.py").path()
        var dashboards: [(name: String, dashboard: Dashboard)] = []
        // Two dashes are in the names of those of one SLO: the others are in both folders.
        for (folder, mark) in [(root.appending(path: "grafana/dashboards"), ".json"), (out, "--")] {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
            let files = names.map { folder.appending(path: $0) }
            let valid = try await ChildProcess.run("python3", [script] + files.map { $0.path() }, in: workplace)
            #expect(valid.code == 0, "\(valid.text)")
            for file in files where file.lastPathComponent.contains(mark) {
                let dashboard = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: file))
                dashboards.append((file.lastPathComponent, dashboard))
            }
        }
        return dashboards
    }

    /// The port of a server with a certificate that nobody trusts.
    private static func tlsPort(in workplace: Workplace) async throws -> Int {
        let (key, certificate) = (workplace.path("key.pem").path(), workplace.path("certificate.pem").path())
        let made = try await ChildProcess.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", certificate,
            ], in: workplace)
        guard made.code == 0 else { throw Unexpected(made.text) }
        let port = try Workplace.freePort()
        workplace.keep(
            try ChildProcess(
                "openssl",
                ["s_server", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate, "-www", "-quiet"],
                in: workplace))
        return port
    }

    /// A target that answers, one that nobody listens on, and one whose certificate is refused.
    private static func configuration(http: Int, tls: Int) throws -> String {
        """
        targets:
          - {name: page, url: "http://127.0.0.1:\(http)/", interval: 1s, job: web}
          - {name: refused, url: "http://127.0.0.1:\(try Workplace.freePort())/", interval: 1s, job: web}
          - {name: secure, url: "https://127.0.0.1:\(tls)/", interval: 1s, job: web}
        slos:
          - name: page
            service: web
            objective: 0.99
            window: 10m
            indicator: {probe: {target: page}}
          - name: refused
            service: web
            objective: 0.9
            window: 10m
            indicator: {probe: {target: refused}}
            alerting:
              tiers:
                - {severity: page, factor: 2, long: 10s, short: 4s}
                - {severity: ticket, factor: 1, long: 1m, short: 10s}
        """
    }

    /// An SLO that only rules compute. Its window is short enough to be read from counters at once.
    private static let document = """
        slos:
          - name: requests
            service: shop
            objective: 0.9
            window: 1h
            indicator:
              events:
                bad: sum(rate(http_server_request_duration_seconds_count{http_response_status_code=~"5.."}[{{.window}}]))
                total: sum(rate(http_server_request_duration_seconds_count[{{.window}}]))
            alerting:
              tiers:
                - {severity: page, factor: 2, long: 10m, short: 1m}
                - {severity: ticket, factor: 1, long: 30m, short: 5m}
        """

    /// One SLO as sloth's rules record it, with a page that fires.
    private static let slothRules = """
        groups:
          - name: sloth
            rules:
              - {record: "slo:objective:ratio", expr: vector(0.99), labels: \(labels)}
              - {record: "slo:error_budget:ratio", expr: vector(0.01), labels: \(labels)}
              - {record: "slo:current_burn_rate:ratio", expr: vector(2), labels: \(labels)}
              - {record: "slo:period_error_budget_remaining:ratio", expr: vector(0.5), labels: \(labels)}
              - record: slo:sli_error:ratio_rate5m
                expr: vector(0.02)
                labels: \(labels.replacing("}", with: ", sloth_window: 5m}"))
              - record: slo:sli_error:ratio_rate1h
                expr: vector(0.01)
                labels: \(labels.replacing("}", with: ", sloth_window: 1h}"))
              - alert: ErrorBudgetBurn
                expr: max without (sloth_window) (slo:sli_error:ratio_rate5m > 0.01)
                labels: {sloth_severity: page}
        """

    private static let labels = "{sloth_id: bank-transfers, sloth_service: bank, sloth_slo: transfers}"
}

/// What the middleware of a web server records, in OpenTelemetry's names.
private struct Shop: Sendable {
    let registry = Registry()
    private let durations: DynamicFamily<Histogram>
    private let reads: DynamicFamily<Counter>

    init() throws {
        durations = try registry.histogram(
            "http_server_request_duration_seconds", help: "Time to answer.", unit: "seconds",
            upperBounds: [0.01, 0.1, 1],
            labelNames: ["http_request_method", "http_route", "http_response_status_code"])
        reads = try registry.counter("shop_reads_total", help: "Reads of the catalogue.", labelNames: ["cache"])
        let active = try registry.gauge("http_server_active_requests", help: "Requests that are being answered.")
        active.set(3)
        try registry.register(ProcessCollector())
        serve()
    }

    /// A good request, a failed one, and three reads.
    func serve() {
        for (route, status, seconds) in [("/books", "200", 0.05), ("/cart", "503", 0.5)] {
            let labels = ["http_request_method": "GET", "http_route": route, "http_response_status_code": status]
            try? durations.labels(labels).observe(seconds)
        }
        for result in ["hit", "hit", "miss"] { try? reads.labels(["cache": result]).increment() }
    }
}
