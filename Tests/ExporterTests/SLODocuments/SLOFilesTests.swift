import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// Which SLOs a command finds in files, whatever their grammar is.
@Suite struct SLOFilesTests {
    private func read(_ texts: String...) throws -> (files: SLOFiles, warnings: [String]) {
        var warnings: [String] = []
        let files = try SLOFiles.parse(texts.enumerated().map { ("\($0.offset).yml", $0.element) }) {
            warnings.append($0)
        }
        return (files, warnings)
    }

    private static let promise = "{name: up, service: shop, objective: 0.99, window: 7d, "

    @Test func `a configuration is read as the exporter reads it`() throws {
        let text =
            "targets: [{name: a, url: 'http://127.0.0.1:1/'}]\n"
            + "slos: [\(Self.promise)indicator: {probe: {target: a}}}]\n"
        let (files, warnings) = try read(text)
        #expect(files.configuration?.targets.count == 1)
        #expect(files.definitions.map(\.title) == ["shop/up"])
        #expect(warnings.isEmpty)
        #expect(throws: ConfigurationError.self) { try read(text.replacing("target: a", with: "target: b")) }
    }

    @Test func `a document of nines needs no targets`() throws {
        for indicator in ["probe: {target: a}", "events: {bad: b_total, total: t_total}"] {
            let (files, _) = try read("slos: [\(Self.promise)indicator: {\(indicator)}}]\n")
            #expect(files.configuration == nil)
            #expect(files.definitions.map(\.window) == [.days(7)])
        }
    }

    @Test func `an SLO of sloth keeps its tiers and its warnings`() throws {
        let (files, warnings) = try read(
            """
            version: prometheus/v1
            service: shop
            slo_plugins: {chain: [{id: sloth.dev/x/v1}]}
            slos:
              - name: up
                objective: 99.9
                sli: {events: {error_query: 'sum(rate(b[{{.window}}]))', total_query: 'sum(rate(t[{{.window}}]))'}}
                alerting: {name: Burn}
            """)
        #expect(files.definitions.first?.alerting.tiers.map(\.factor) == [14.4, 6, 3, 1])
        #expect(
            warnings == [
                "0.yml:3: slo_plugins.chain[0]: is not carried over: the SLO plugin \"sloth.dev/x/v1\" is a Go program"
            ])
    }

    @Test func `objects of OpenSLO may stand in another file`() throws {
        let slo = """
            apiVersion: openslo/v1
            kind: SLO
            metadata: {name: up}
            spec:
              service: shop
              indicatorRef: requests
              timeWindow: [{duration: 28d, isRolling: true}]
              budgetingMethod: Occurrences
              objectives: [{target: 0.995}]

            """
        let indicator = """
            apiVersion: openslo/v1
            kind: SLI
            metadata: {name: requests}
            spec:
              ratioMetric:
                counter: true
                bad: {metricSource: {type: Prometheus, spec: {query: b_total}}}
                total: {metricSource: {type: Prometheus, spec: {query: t_total}}}

            """
        #expect(throws: ConfigurationError.self) { try read(slo) }
        let (files, _) = try read(slo, indicator)
        #expect(files.definitions.map(\.objective.ratio) == [0.995])
        #expect(files.names == "0.yml, 1.yml")
    }
}
