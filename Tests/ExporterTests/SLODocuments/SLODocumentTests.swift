import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What is read of SLO documents, and what is said about them.
@Suite struct SLODocumentTests {
    private func set(_ text: String, _ more: String...) throws -> SLODocumentSet {
        let texts = [("a.yml", text)] + more.enumerated().map { ("b\($0.offset).yml", $0.element) }
        return try SLODocumentSet.parse(texts.map { (path: $0.0, text: $0.1) })
    }

    private func refusal(_ text: String) -> String {
        do {
            let set = try set(text)
            return try RulesOutput(set, flavor: .prometheus).files.isEmpty ? "no SLO" : "accepted"
        } catch {
            return "\(error)"
        }
    }

    private static let sloth = """
        version: prometheus/v1
        service: shop
        labels: {tier: 1}
        slos:
          - name: up
            objective: 99.9
            sli: {events: {error_query: 'sum(rate(b[{{.window}}]))', total_query: 'sum(rate(t[{{ .window }}]))'}}
            alerting: {name: Burn, page_alert: {labels: {severity: wake}}, ticket_alert: {disable: true}}

        """

    private static func nines(indicator: String) -> String {
        """
        slos:
          - indicator: \(indicator)
            name: a
            service: b
            objective: 0.99
            window: 30d

        """
    }

    @Test func `reads sloth`() throws {
        let document = try #require(set(Self.sloth).files.first?.slos.first?.document)
        #expect(document.origin == .sloth)
        #expect(document.definition.objective.partsPerBillion == 999_000_000)
        #expect(document.definition.window == .days(30))
        #expect(document.labels == ["tier": "1"])
        #expect(document.alerts.name == "Burn")
        #expect(document.alerts.page.labels == ["severity": "wake"])
        #expect(document.definition.alerting.tiers.map(\.factor) == [14.4, 6])
        let query = try EventQuery("sum(rate(t[{{.window}}]))")
        #expect(
            document.indicator
                == .events(EventIndicator(bad: try EventQuery("sum(rate(b[{{.window}}]))"), total: query)))
    }

    @Test func `alert windows are the windows of sloths documents`() throws {
        let windows = """
            apiVersion: sloth.slok.dev/v1
            kind: AlertWindows
            spec:
              sloPeriod: 7d
              page:
                quick: {errorBudgetPercent: 8, shortWindow: 5m, longWindow: 1h}
                slow: {errorBudgetPercent: 12.5, shortWindow: 30m, longWindow: 6h}
              ticket:
                quick: {errorBudgetPercent: 20, shortWindow: 2h, longWindow: 1d}
                slow: {errorBudgetPercent: 42, shortWindow: 6h, longWindow: 3d}

            """
        let definition = try #require(set(Self.sloth, windows).files.first?.slos.first?.document.definition)
        #expect(definition.window == .days(7))
        #expect(definition.alerting.tiers.map(\.factor) == [13.44, 3.5])
        #expect(try set(windows).warnings.map(\.description) == ["a.yml:1: no SLO is in it"])
    }

    @Test func `reads OpenSLO with objects of other files`() throws {
        let slo = """
            - apiVersion: openslo/v1
              kind: SLO
              metadata: {name: latency, labels: {"team/x": [a, b]}}
              spec:
                service: shop
                indicatorRef: fast
                timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: 2024-01-01 00:00:00, timeZone: UTC}}]
                budgetingMethod: Occurrences
                objectives: [{target: 0.99, op: lte, value: 0.2}, {targetPercent: 99.9, op: lte, value: 1}]
                alertPolicies: [{alertPolicyRef: burn}]

            """
        let others = """
            apiVersion: openslo/v1
            kind: SLI
            metadata: {name: fast}
            spec: {thresholdMetric: {metricSource: {metricSourceRef: main, spec: {query: "max(latency)"}}}}
            ---
            apiVersion: openslo/v1
            kind: DataSource
            metadata: {name: main}
            spec: {type: Prometheus}
            ---
            apiVersion: openslo/v1
            kind: AlertPolicy
            metadata: {name: burn}
            spec:
              alertWhenNoData: true
              conditions:
                - kind: AlertCondition
                  metadata: {name: c}
                  spec:
                    severity: critical
                    condition: {kind: burnrate, op: gt, threshold: 5, lookbackWindow: 1h, alertAfter: 5m}

            """
        let set = try set(slo, others)
        let slos = try #require(set.files.first?.slos.map(\.document))
        #expect(slos.map(\.definition.name) == ["latency-0", "latency-1"])
        #expect(slos.map(\.definition.objective.ratio) == [0.99, 0.999])
        #expect(slos.first?.definition.window == .calendar(try CalendarWindow(.month)))
        #expect(slos.last?.indicator == .threshold(ThresholdIndicator(gauge: "max(latency)", op: .lte, value: 1)))
        let tier = try BurnRateTier(
            severity: .page, factor: 5, longWindow: .seconds(3_600), shortWindow: .seconds(300), pending: .seconds(300))
        #expect(slos.first?.definition.alerting.tiers == [tier])
        #expect(slos.first?.labels == ["team_x": "a,b"])
        #expect(set.ruleWarnings.map(\.message) == ["becomes team_x: Prometheus has no such label names"])
        #expect(set.warnings.contains { $0.message == "the severity \"critical\" becomes page" })
    }

    @Test func `what is written as OpenSLO is read again`() throws {
        let documents = try set(Self.sloth).files.flatMap { $0.slos.map(\.document) }
        let (text, losses) = try OpenSLOWriter.yaml(documents)
        #expect(losses == ["shop/up: the alerts' names, labels and annotations are not written"])
        let read = try #require(set(text).files.first?.slos.first?.document)
        #expect(read.definition == documents.first?.definition)
        #expect(read.indicator == documents.first?.indicator)
    }

    @Test func `what OpenSLO calls things is written again`() throws {
        let text = """
            apiVersion: openslo/v1
            kind: SLO
            metadata:
              name: latency
              displayName: Checkout is fast
              labels: {"team/x": [a, b], tier: "1"}
              annotations: {"example.com/link": "https://x/", plain: p}
            spec:
              service: shop
              indicator:
                metadata: {name: fast-enough, displayName: Fast enough}
                spec:
                  thresholdMetric: {metricSource: {type: Prometheus, spec: {query: max(latency)}}}
              timeWindow: [{duration: 28d, isRolling: true}]
              budgetingMethod: Occurrences
              objectives: [{displayName: Good, target: 0.99, op: lte, value: 0.2}]
              alertPolicies:
                - kind: AlertPolicy
                  metadata: {name: wake}
                  spec:
                    conditions:
                      - kind: AlertCondition
                        metadata: {name: c}
                        spec:
                          severity: page
                          condition: {kind: burnrate, op: gt, threshold: 5, lookbackWindow: 1h, alertAfter: 5m}

            """
        let document = try #require(set(text).files.first?.slos.first?.document)
        #expect(document.labels == ["team_x": "a,b", "tier": "1"])
        let (written, losses) = try OpenSLOWriter.yaml([document])
        #expect(losses == [])
        #expect(try set(written).files.first?.slos.first?.document == document)
        let metadata = """
            metadata:
              name: latency
              displayName: Checkout is fast
              labels:
                team/x:
                  - a
                  - b
                tier: "1"
              annotations:
                example.com/link: https://x/
                plain: p
            spec:
              service: shop
              indicator:
                metadata:
                  name: fast-enough
                  displayName: Fast enough

            """
        #expect(written.contains(metadata), "\(written)")
        #expect(written.contains("displayName: Good"))
        #expect(written.contains("name: wake"))
    }

    @Test func `plugins of SLOs are named and skipped`() throws {
        let text = Self.sloth + "    plugins: {chain: [{id: sloth.dev/x/v1}]}\n"
        #expect(
            try set(text).warnings.map(\.description) == [
                "a.yml:9: slos[0].plugins.chain[0]: is not carried over: the SLO plugin \"sloth.dev/x/v1\" is a Go program"
            ])
    }

    @Test(arguments: [
        (
            sloth.replacing("prometheus/v1", with: "prometheus/v2"),
            "a.yml:1: version: \"prometheus/v2\" is not supported (known: prometheus/v1)"
        ),
        (
            "apiVersion: openslo/v9\nkind: SLO\n",
            "a.yml:1: apiVersion: \"openslo/v9\" is not supported for SLO (known: openslo/v1, openslo/v1alpha, "
                + "sloth.slok.dev/v1)"
        ),
        (
            sloth.replacing("{events: {", with: "{plugin: {id: a/b}, events: {"),
            "a.yml:7: slos[0].sli.plugin: the SLI plugin \"a/b\" is a Go program, which cannot be run here (write its "
                + "queries as events)"
        ),
        (
            sloth.replacing("99.9", with: "100"),
            "a.yml:6: slos[0].objective: \"100\" is not a percentage above 0 and below 100"
        ),
        (
            sloth + sloth.split(separator: "\n")[4...].joined(separator: "\n") + "\n",
            "a.yml:9: slos[1]: \"up\" of service \"shop\" is in a.yml:5 too"
        ),
        (
            "slos:\n  - {name: a, service: b, objective: 0.9, window: 1d, indicator: {events: {bad: x y, total: z}}, "
                + "alerting: {tiers: []}}\n",
            "a.yml:2: slos[0].indicator.events.bad: query: it is neither a counter's selector nor a query with "
                + "{{.window}} as its range"
        ),
        ("apiVersion: v1\nkind: ConfigMap\n", "no SLO"), ("", "no SLO"),
    ])
    func `says what cannot be used`(_ text: String, _ message: String) {
        #expect(refusal(text) == message)
    }

    @Test(arguments: [
        (
            "{latency: {histogram: h, threshold: -1}}",
            "a.yml:2: slos[0].indicator.latency.threshold: \"-1\" is not above 0"
        ),
        (
            "{freshness: {timestamp: t, within: nan}}",
            "a.yml:2: slos[0].indicator.freshness.within: \"nan\" is not a number"
        ),
        (
            "{probe: {target: shop, faster_than: soon}}",
            "a.yml:2: slos[0].indicator.probe.faster_than: \"soon\" is not a duration (write 15s, 1m30s, 1d)"
        ),
    ])
    func `says what is wrong with an indicator`(_ indicator: String, _ message: String) {
        #expect(refusal(Self.nines(indicator: indicator)) == message)
    }

    @Test func `an unknown key is reported once`() {
        let text = Self.nines(indicator: "{availability: {gauge: up}}") + "    alerting: {tiers: [], pages: {}}\n"
        #expect(refusal(text) == "a.yml:7: slos[0].alerting.pages: unknown key (did you mean page?)")
    }

    @Test func `every SLO has a group`() throws {
        let slos = (0..<300).map { index in
            """
              - name: slo-\(index)
                objective: 99.9
                sli: {events: {error_query: 'sum(rate(b{job="\(index)"}[{{.window}}]))', total_query: 'sum(rate(t{job="\(index)"}[{{.window}}]))'}}

            """
        }
        let text = "version: prometheus/v1\nservice: shop\nslos:\n" + slos.joined()
        let output = try RulesOutput(set(text), flavor: .prometheus)
        #expect(output.joined.groups.count == 300)
    }

    @Test func `a composite is checked against its parts, and parts in no file are named`() throws {
        func composite(_ parts: String) -> String {
            Self.nines(indicator: "{composite: {rule: serial, of: [\(parts)]}}")
                + """
                  - {name: c, service: b, objective: 0.99, window: 30d, indicator: {availability: {gauge: up}}}
                  - {name: d, service: b, objective: 0.99, window: 7d, indicator: {availability: {gauge: up}}}

                """
        }
        #expect(refusal(composite("{slo: c}, {slo: c}")).contains("each named once"))
        #expect(refusal(composite("{slo: a}, {slo: c}")).contains("there is no SLO of that name that counts events"))
        #expect(refusal(composite("{slo: c}, {slo: d}")).contains("a part, has the window 7d"))
        let output = try RulesOutput(set(composite("{slo: c}, {slo: elsewhere}")), flavor: .prometheus)
        #expect(
            output.warnings.contains {
                $0.hasSuffix(
                    "of: SLO \"elsewhere\" of service \"b\" is in none of these files: without rules of its own it counts "
                        + "as without errors")
            })
    }

    @Test func `a part that wakes nobody itself tells that it is gone`() throws {
        let text =
            Self.nines(indicator: "{composite: {rule: serial, of: [{slo: c}, {slo: d}]}}")
                + """
                  - {name: c, service: b, objective: 0.99, window: 30d, indicator: {availability: {gauge: up}}, alerting: {tiers: []}}
                  - {name: d, service: b, objective: 0.99, window: 30d, indicator: {availability: {gauge: up}}}

                """
        let groups = try RulesOutput(set(text), flavor: .prometheus).joined.groups
        let silent = try #require(groups.first { $0.name.hasSuffix("b-c") })
        #expect(silent.rules.map(\.name).filter { $0.hasPrefix("ErrorBudget") } == ["ErrorBudgetBurnNoData"])
    }
}
