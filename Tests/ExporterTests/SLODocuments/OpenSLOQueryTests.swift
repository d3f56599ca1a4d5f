import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// Queries of OpenSLO, whose window is not written in them.
@Suite struct OpenSLOQueryTests {
    private static func document(_ metric: String) -> String {
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: up}
        spec:
          service: shop
          indicator: {spec: {ratioMetric: {\(metric)}}}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{target: 0.99}]
        """
    }

    private static func source(_ query: String) -> String {
        "{metricSource: {type: Prometheus, spec: {query: '\(query)'}}}"
    }

    private static func output(_ metric: String) throws -> RulesOutput {
        try RulesOutput(SLODocumentSet.parse([("0.yml", document(metric))]), flavor: .prometheus)
    }

    @Test(arguments: [("sum(b)", "sum(increase(t[5m]))"), ("sum(increase(b[5m]))", "sum(t)")])
    func `a bare counter is counted with increase beside it`(_ bad: String, _ total: String) throws {
        let output = try Self.output("counter: true, bad: \(Self.source(bad)), total: \(Self.source(total))")
        #expect(output.warnings.contains { $0.hasSuffix("has no range, so its series are counted with increase") })
        #expect(output.joined.yaml.contains("sum(increase(b[1h]))"))
        #expect(output.joined.yaml.contains("sum(increase(t[1h]))"))
    }

    @Test func `the alpha form reads both queries together too`() throws {
        let text = """
            apiVersion: openslo/v1alpha
            kind: SLO
            metadata: {name: up}
            spec:
              service: shop
              budgetingMethod: Occurrences
              timeWindows: [{count: 28, unit: Day, isRolling: true}]
              objectives:
                - target: 0.99
                  ratioMetrics:
                    counter: true
                    good: {source: prometheus, queryType: promql, query: 'sum(g)'}
                    total: {source: prometheus, queryType: promql, query: 'sum(increase(t[5m]))'}
            """
        let output = try RulesOutput(SLODocumentSet.parse([("0.yml", text)]), flavor: .prometheus)
        #expect(output.joined.yaml.contains("sum(increase(g[1h]))"))
    }

    @Test func `a variable in a raw ratio is the window`() throws {
        let raw = Self.source("sum(rate(e[$w])) / sum(rate(t[$w]))")
        let output = try Self.output("rawType: failure, raw: \(raw)")
        #expect(
            output.warnings.contains { $0.hasSuffix("$w is taken for each rule's own window") }, "\(output.warnings)")
        #expect(output.joined.yaml.contains("sum(rate(e[1h]))"))
    }

    @Test func `a variable in a gauge is five minutes, as it is looked at whatever the window`() throws {
        let metric = Self.source("max_over_time(x[$__range])")
        let text = Self.document("").replacing("ratioMetric: {}", with: "thresholdMetric: \(metric)")
            .replacing("{target: 0.99}", with: "{target: 0.99, op: lt, value: 5}")
        let output = try RulesOutput(SLODocumentSet.parse([("0.yml", text)]), flavor: .prometheus)
        #expect(
            output.warnings.contains { $0.hasSuffix("thresholdMetric: $__range is taken for 5m") },
            "\(output.warnings)")
        #expect(output.joined.yaml.contains("((max_over_time(x[5m])) >= bool 5)[1h:1m]"))
    }

    @Test func `tiers that a short window has no room for beside others are left out`() throws {
        let text = Self.document("good: \(Self.source("sum(rate(g[5m]))")), total: \(Self.source("sum(rate(t[5m]))"))")
            .replacing("28d", with: "1h").replacing("Occurrences", with: "Timeslices")
            .replacing("{target: 0.99}", with: "{target: 0.9, timeSliceTarget: 0.9, timeSliceWindow: 5m}")
        let set = try SLODocumentSet.parse([("0.yml", text)])
        let definition = try #require(set.files.first?.slos.first?.document.definition)
        #expect(definition.alerting.tiers.map(\.factor) == [6, 1])
        #expect(
            set.warnings.map(\.message).filter { $0.contains("left out") } == [
                "the page tier over 20m is left out: no burn rate exceeds its factor 14.4 at objective 0.9, where the "
                    + "highest is 10",
                "the ticket tier over 20m is left out: the window 1h is too short for it beside the others",
            ])
    }

    @Test func `a raw success in per cent is warned of`() throws {
        let raw = Self.source("100 * sum(rate(g[5m])) / sum(rate(t[5m]))")
        let output = try Self.output("rawType: success, raw: \(raw)")
        #expect(output.warnings.contains { $0.contains("the ratio takes per cent from 1") }, "\(output.warnings)")
    }

    @Test(arguments: [(RuleFlavor.victoriametrics, true), (.prometheus, false), (.mimir, false)])
    func `a template of vmalert's is taken by its own flavor`(_ flavor: RuleFlavor, _ isTaken: Bool) throws {
        let text = """
            version: prometheus/v1
            service: shop
            slos:
              - name: up
                objective: 99
                sli: {events: {error_query: 'sum(rate(b[{{.window}}]))', total_query: 'sum(rate(t[{{.window}}]))'}}
                alerting: {name: A, annotations: {note: '{{ $labels.a | jsonEscape }}'}}
            """
        let set = try SLODocumentSet.parse([("0.yml", text)])
        #expect(((try? RulesOutput(set, flavor: flavor)) != nil) == isTaken)
    }

    @Test func `how many series there are is looked at once a minute`() throws {
        let metric = "counter: false, good: \(Self.source("sum(up)")), total: \(Self.source("count(up)"))"
        let output = try Self.output(metric)
        #expect(
            output.warnings.filter { $0.hasSuffix("is looked at once a minute, and what it says is summed") }.count == 2
        )
        #expect(output.joined.yaml.contains("sum_over_time((sum(up))[1h:1m])"))
        #expect(output.joined.yaml.contains("sum_over_time((count(up))[1h:1m])"))
    }

    @Test func `a raw ratio is 0 before the first error, and all bad behind the last success`() throws {
        let division = Self.source(#"sum(rate(r{code=~"5.."}[5m])) / sum(rate(r[5m]))"#)
        let output = try Self.output("rawType: failure, raw: \(division)")
        #expect(
            output.joined.yaml.contains(
                #"((sum(rate(r{code=~"5.."}[5m]))) or (sum(rate(r[5m]))) * 0) / sum(rate(r[5m]))"#))
    }
}
