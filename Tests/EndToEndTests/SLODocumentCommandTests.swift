import Foundation
import Testing

/// That every `nines slo` command reads what `nines slo rules` reads, and warns as it does.
@Suite struct SLODocumentCommandTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private static let nines = """
        slos:
          - name: up
            service: shop
            objective: 0.99
            window: {calendar: month}
            indicator: {events: {bad: b_total, total: t_total}}

        """

    private static let sloth = """
        version: prometheus/v1
        service: shop
        slo_plugins: {chain: [{id: sloth.dev/x/v1}]}
        slos:
          - name: up
            objective: 99
            sli: {events: {error_query: 'sum(rate(b[{{.window}}]))', total_query: 'sum(rate(t[{{.window}}]))'}}
            alerting: {name: Burn}

        """

    private static let openSLO = """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: up}
        spec:
          service: shop
          indicator:
            metadata: {name: requests}
            spec:
              ratioMetric:
                counter: true
                bad: {metricSource: {type: Prometheus, spec: {query: b_total}}}
                total: {metricSource: {type: Prometheus, spec: {query: t_total}}}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{target: 0.99, compositeWeight: 1}]

        """

    private static let openSLOAlpha = """
        apiVersion: openslo/v1alpha
        kind: SLO
        metadata: {name: up}
        spec:
          service: shop
          timeWindows: [{unit: Day, count: 28, isRolling: true}]
          budgetingMethod: Occurrences
          objectives:
            - target: 0.99
              compositeWeight: 1
              ratioMetrics:
                good: {source: prometheus, queryType: promql, query: g_total}
                total: {source: prometheus, queryType: promql, query: t_total}

        """

    @Test(arguments: [
        (nines, nil), (sloth, "slo_plugins.chain[0]"), (openSLO, "compositeWeight"), (openSLOAlpha, "compositeWeight"),
    ])
    func `every command reads every grammar`(_ document: String, _ warned: String?) async throws {
        let file = try workplace.write("doc.yml", document)
        let past = try workplace.write("up.csv", "timestamp,good,bad\n0,590,10\n60,600,0\n120,600,0\n")
        for (command, wanted) in [
            (["rules", file], "sloth_slo: up"), (["convert", file], "kind: SLO"), (["diff", file, file], ""),
            (["dashboards", file], #"sloth_slo=\"up\""#),
            (["backtest", "--slo", file, "--incident", "outage"], "\nPolicy own\n"),
            (["backtest", "--slo", file, "--name", "shop/up", "--csv", past], "\nPolicy own\n"),
            (["report", "--config", file, "--csv", past], "shop/up"),
        ] {
            let answer = try await ChildProcess.run(
                Workplace.nines, ["slo"] + command, in: workplace)
            #expect(answer.code == 0, "\(command): \(answer.text.prefix(800))")
            #expect(wanted.isEmpty || answer.text.contains(wanted), "\(command): \(answer.text.prefix(800))")
            guard let warned else { continue }
            let warnings = answer.text.split(separator: "\n").filter { $0.hasPrefix("warning: \(file):") }
            #expect(warnings.contains { $0.contains(warned) }, "\(command): \(warnings)")
        }
    }

    @Test func `every command refuses a grammar that is not read`() async throws {
        let file = try workplace.write("pyrra.yml", "apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n")
        for command in [
            ["rules", file], ["convert", file], ["diff", file, file], ["dashboards", file],
            ["backtest", "--slo", file, "--incident", "outage"], ["report", "--config", file],
        ] {
            let answer = try await ChildProcess.run(Workplace.nines, ["slo"] + command, in: workplace)
            #expect(answer.code == 2, "\(command): \(answer.text)")
            #expect(answer.text.contains("pyrra.yml:1: apiVersion: \"pyrra.dev/v1alpha1\" (pyrra) is not supported"))
        }
    }

    @Test func `a command that makes something of SLOs makes nothing without any, and says so`() async throws {
        let none = try workplace.write("none.yml", "slos: []\n")
        for command in [["rules"], ["rules", "--out", "made"], ["convert"], ["dashboards"]] {
            let answer = try await ChildProcess.run(Workplace.nines, ["slo"] + command + [none], in: workplace)
            #expect(answer.code == 0, "\(command): \(answer.text)")
            #expect(answer.text.contains("none.yml: no SLO is in there; nothing was made"), "\(answer.text)")
        }
        // An empty rule file would take away every alert that there was.
        #expect(!FileManager.default.fileExists(atPath: workplace.path("made").path()))
        // What was in a document and is not any more is a difference.
        let some = try workplace.write("some.yml", Self.nines)
        #expect(try await ChildProcess.run(Workplace.nines, ["slo", "diff", some, none], in: workplace).code == 0)
    }

    @Test func `an SLO made of others is reported and tested by its parts`() async throws {
        let file = try workplace.write(
            "nines.yml",
            """
            targets: [{name: t, url: "http://127.0.0.1:1/"}, {name: u, url: "http://127.0.0.1:2/"}]
            slos:
              - {name: a, service: s, objective: 0.999, window: 30d, indicator: {probe: {target: t}}}
              - {name: b, service: s, objective: 0.999, window: 30d, indicator: {probe: {target: u}}}
              - {name: both, service: s, objective: 0.995, window: 30d, indicator: {composite: {rule: serial, of: [{slo: a}, {slo: b}]}}}

            """)
        let head = "timestamp,good,bad\n"
        let minutes = (0..<1_440).map { "\($0 * 60),60,0\n" }.joined()
        let good = try workplace.write("good.csv", head + minutes)
        let bad = try workplace.write("bad.csv", head + minutes.replacing("60000,60,0", with: "60000,0,60"))
        let past = ["--csv", "s/a=\(good)", "--csv", "b=\(bad)"]
        let report = try await ChildProcess.run(
            Workplace.nines, ["slo", "report", "--config", file] + past, in: workplace)
        #expect(report.code == 0)
        let line = report.text.split(separator: "\n").first { $0.hasPrefix("s/both ") }
        #expect(line?.contains("99.9305%") == true, "\(report.text)")
        let backtest = try await ChildProcess.run(
            Workplace.nines, ["slo", "backtest", "--slo", file, "--name", "both"] + past, in: workplace)
        #expect(backtest.code == 0)
        #expect(backtest.text.contains("1970-01-01T16:40:00Z"), "\(backtest.text)")
        let half = try await ChildProcess.run(
            Workplace.nines, ["slo", "backtest", "--slo", file, "--name", "both", "--csv", "a=\(good)"], in: workplace)
        #expect(half.code == 2)
        #expect(half.text.hasSuffix("--csv: s/b has no file; give s/b=FILE too\n"))
    }

    @Test func `documents have no state file to read their past from`() async throws {
        let file = try workplace.write("doc.yml", Self.sloth)
        let answer = try await ChildProcess.run(
            Workplace.nines, ["slo", "backtest", "--slo", file, "--history"], in: workplace)
        #expect(answer.code == 2)
        #expect(
            answer.text.hasSuffix(
                "--history: no state file has a past of shop/up; give --slo FILE with state.path\n"))
    }
}
