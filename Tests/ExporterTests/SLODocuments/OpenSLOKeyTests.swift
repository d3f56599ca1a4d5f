import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// Keys of OpenSLO that say the same thing, exclude each other, or mean nothing beside another.
@Suite struct OpenSLOKeyTests {
    private static let document = """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: up}
        spec:
          service: shop
          indicator: {spec: {ratioMetric: {good: \(metric("g")), total: \(metric("t"))}}}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{target: 0.99}]

        """

    private static let alpha = """
        apiVersion: openslo/v1alpha
        kind: SLO
        metadata: {name: up}
        spec:
          service: shop
          timeWindows: [{count: 28, unit: Day, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{target: 0.99, ratioMetrics: {counter: true, good: \(query("g")), total: \(query("t"))}}]

        """

    private static func metric(_ counter: String) -> String {
        "{metricSource: {type: Prometheus, spec: {query: 'sum(rate(\(counter)_total[{{.window}}]))'}}}"
    }

    private static func query(_ counter: String) -> String {
        "{source: prometheus, queryType: promql, query: 'sum(rate(\(counter)_total[{{.window}}]))'}"
    }

    private static func sli(_ part: String) -> String {
        """
        apiVersion: openslo/v1
        kind: SLI
        metadata: {name: up}
        spec: {ratioMetric: {\(part): \(metric("p")), total: \(metric("t"))}}

        """
    }

    private static func warnings(_ texts: String...) throws -> [String] {
        try SLODocumentSet.parse(texts.enumerated().map { ("\($0.offset).yml", $0.element) }).warnings.map(
            \.description)
    }

    @Test(arguments: [
        ("target: 0.99", "target: 0.99, targetPercent: 99.9", "spec.objectives[0].targetPercent: target"),
        ("  indicator:", "  indicatorRef: up\n  indicator:", "spec.indicatorRef: indicator"),
        ("total:", "bad: \(metric("b")), total:", "spec.indicator.spec.ratioMetric.bad: good"),
        ("total:", "raw: \(metric("r")), total:", "spec.indicator.spec.ratioMetric.raw: good"),
        ("good:", "raw:", "spec.indicator.spec.ratioMetric.total: raw"),
        (
            "{query: 'sum(rate(g", "{promql: up, query: 'sum(rate(g",
            "spec.indicator.spec.ratioMetric.good.metricSource.spec.promql: query"
        ),
    ])
    func `keys that exclude each other are refused`(_ part: String, _ other: String, _ message: String) {
        let text = Self.document.replacing(part, with: other)
        #expect {
            try Self.warnings(text)
        } throws: { error in
            "\(error)".contains(": \(message) is set too: give one of the two")
        }
    }

    @Test(arguments: [
        ("total:", "bad: \(query("b")), total:", "bad: good"),
        ("counter:", "incremental: true, counter:", "incremental: counter"),
    ])
    func `keys of the alpha form that exclude each other are refused`(
        _ part: String, _ other: String, _ message: String
    ) {
        #expect {
            try Self.warnings(Self.alpha.replacing(part, with: other))
        } throws: { error in
            "\(error)" == "0.yml:8: spec.objectives[0].ratioMetrics.\(message) is set too: give one of the two"
        }
    }

    @Test(arguments: [
        (
            "isRolling: true", "isRolling: true, calendar: {timeZone: UTC}",
            "0.yml:7: spec.timeWindow[0].calendar: is not carried over: isRolling is true"
        ),
        (
            "target: 0.99", "target: 0.99, timeSliceTarget: 0.9",
            "0.yml:9: spec.objectives[0].timeSliceTarget: is not carried over: Occurrences have no target of their own"
        ),
        (
            "target: 0.99", "target: 0.99, timeSliceWindow: 1m",
            "0.yml:9: spec.objectives[0].timeSliceWindow: is not carried over: Occurrences are not counted by timeslices"
        ),
        (
            "target: 0.99",
            "target: 0.99, indicator: {spec: {ratioMetric: {bad: \(metric("b")), total: \(metric("t"))}}}",
            "0.yml:6: spec.indicator: is not carried over: the objective has an indicator of its own"
        ),
    ])
    func `keys that mean nothing beside another are named`(_ part: String, _ other: String, _ message: String) throws {
        #expect(try Self.warnings(Self.document) == [])
        #expect(try Self.warnings(Self.document.replacing(part, with: other)) == [message])
    }

    @Test(arguments: [document, alpha])
    func `a comparison beside a ratio is named`(_ document: String) throws {
        let line = document == Self.document ? 9 : 8
        #expect(
            try Self.warnings(document.replacing("{target: 0.99", with: "{op: gt, value: 1, target: 0.99")) == [
                "0.yml:\(line): spec.objectives[0].op: is not carried over: a ratio compares nothing",
                "0.yml:\(line): spec.objectives[0].value: is not carried over: a ratio compares nothing",
            ])
    }

    @Test func `a method that is assumed has no target for timeslices either`() throws {
        let text = Self.document.replacing("  budgetingMethod: Occurrences\n", with: "")
            .replacing("target: 0.99", with: "target: 0.99, timeSliceTarget: 0.9")
        #expect(
            try Self.warnings(text) == [
                "0.yml:5: spec: budgetingMethod is missing: Occurrences is assumed",
                "0.yml:8: spec.objectives[0].timeSliceTarget: is not carried over: Occurrences have no target of their own",
            ])
    }

    @Test func `a policy that is here itself is not looked for elsewhere`() throws {
        let text = Self.document + "  alertPolicies: [{alertPolicyRef: other, spec: {conditions: []}}]\n"
        #expect(
            try Self.warnings(text) == [
                "0.yml:10: spec.alertPolicies[0].alertPolicyRef: is not carried over: the AlertPolicy is here itself"
            ])
    }

    @Test func `the indicator of an SLO is not that of an objective with ratios`() throws {
        let text = Self.alpha + "  indicator: {thresholdMetric: \(Self.query("x"))}\n"
        #expect(
            try Self.warnings(text) == ["0.yml:9: spec.indicator: is not carried over: the objective has ratioMetrics"])
    }

    @Test func `of two objects with one name the last counts, and copies are one`() throws {
        let slo = Self.document.replacing(
            "indicator: {spec: {ratioMetric: {good: \(Self.metric("g")), total: \(Self.metric("t"))}}}",
            with: "indicatorRef: up")
        #expect(
            try Self.warnings(slo, Self.sli("good"), Self.sli("good")) == [
                "1.yml:1: no SLO is in it, and none of the others uses it"
            ])
        let set = try SLODocumentSet.parse([
            ("slo.yml", slo), ("a.yml", Self.sli("good")), ("b.yml", Self.sli("bad")),
        ])
        #expect(
            set.warnings.map(\.description).contains(
                "a.yml:1: is not used: b.yml:1 has the SLI \"up\" too, and the last one counts"))
        guard case .events(let events)? = set.files.first?.slos.first?.document.indicator else {
            Issue.record("no events")
            return
        }
        #expect(events.bad != nil)
    }
}
