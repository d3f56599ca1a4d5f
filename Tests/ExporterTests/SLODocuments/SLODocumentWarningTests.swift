import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What is said about documents that are taken, and about which place of which file.
@Suite struct SLODocumentWarningTests {
    private func warnings(_ texts: String...) throws -> [String] {
        try SLODocumentSet.parse(texts.enumerated().map { ("\($0.offset).yml", $0.element) }).warnings.map(
            \.description)
    }

    private static func openSLO(_ more: String = "") -> String {
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: up}
        spec:
          service: shop
          indicator:
            spec:
              ratioMetric:
                counter: true
                bad: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(b_total[{{.window}}]))'}}}
                total: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(t_total[{{.window}}]))'}}}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{target: 0.99}, {target: 0.999}]
          alertPolicies: [{alertPolicyRef: burn}]
        \(more)
        """
    }

    private static func policy(_ condition: String = "kind: burnrate, op: gt") -> String {
        """
        apiVersion: openslo/v1
        kind: AlertPolicy
        metadata: {name: burn}
        spec:
          conditions:
            - kind: AlertCondition
              metadata: {name: fast}
              spec:
                severity: page
                condition: {\(condition), threshold: 5, lookbackWindow: 1h, alertAfter: 5m}
          notificationTargets: [{targetRef: pager}]

        """
    }

    @Test func `labels and annotations that go nowhere are named`() throws {
        let policy = Self.policy()
            .replacing("metadata: {name: burn}", with: "metadata: {name: burn, annotations: {dashboard: 'http://d'}}")
            .replacing("metadata: {name: fast}", with: "metadata: {name: fast, labels: {team: a}, annotations: {}}")
        let slo = Self.openSLO().replacing(
            "indicator:\n", with: "indicator:\n    metadata: {labels: {team: a}, annotations: {note: [b, c]}}\n")
        #expect(
            try warnings(slo, policy) == [
                "0.yml:7: spec.indicator.metadata.labels: is not carried over: give labels to the SLO",
                "0.yml:7: spec.indicator.metadata.annotations: is not carried over: give annotations to the SLO",
                "1.yml:3: metadata.annotations: is not carried over: give annotations to the SLO",
                "1.yml:7: spec.conditions[0].metadata.labels: is not carried over: give labels to the SLO",
                "1.yml:11: spec.notificationTargets: is not carried over: Alertmanager routes alerts by their labels",
            ])
    }

    @Test func `a short window that a document cannot name holds two of its timeslices`() throws {
        let slices = Self.openSLO()
            .replacing("budgetingMethod: Occurrences", with: "budgetingMethod: Timeslices")
            .replacing(
                "{target: 0.99}, {target: 0.999}", with: "{target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 5m}")
        let policy = Self.policy().replacing("  notificationTargets: [{targetRef: pager}]\n", with: "")
        func saysTooShort(_ lookback: String) throws -> Bool {
            try warnings(slices, policy.replacing("lookbackWindow: 1h", with: "lookbackWindow: \(lookback)")).contains(
                "1.yml:10: spec.conditions[0].spec.condition: is not carried over: 10m is too short for timeslices of 5m"
            )
        }
        #expect(try !saysTooShort("1h"))
        #expect(try saysTooShort("10m"))
    }

    @Test func `a warning about an object of another file names that file once`() throws {
        let wanted = [
            "1.yml:11: spec.notificationTargets: is not carried over: Alertmanager routes alerts by their labels"
        ]
        #expect(try warnings(Self.openSLO(), Self.policy()) == wanted)
        // Whichever is read first.
        #expect(
            try warnings(Self.policy(), Self.openSLO()) == wanted.map { $0.replacing("1.yml", with: "0.yml") })
    }

    @Test func `an error in an object of an earlier file is found`() throws {
        let broken = Self.policy("kind: burnrate, op: gt").replacing("threshold: 5", with: "threshold: five")
        do {
            _ = try warnings(broken, Self.openSLO())
            Issue.record("accepted")
        } catch let error as ConfigurationError {
            #expect(
                error.description
                    == "0.yml:10: spec.conditions[0].spec.condition.threshold: \"five\" is not a number")
        }
    }

    @Test func `a file without SLOs is named unless its objects are used`() throws {
        let service = "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: shop}\nspec: {description: x}\n"
        let quiet = Self.openSLO().replacing("  alertPolicies: [{alertPolicyRef: burn}]\n", with: "")
        #expect(try warnings(quiet, service) == [])
        #expect(
            try warnings(quiet, service.replacing("name: shop", with: "name: other")) == [
                "1.yml:1: no SLO is in it, and none of the others uses it"
            ])
        #expect(try warnings(service) == ["0.yml:1: no SLO is in it"])
    }

    @Test(arguments: [
        ("  timeWindow: [{duration: 28d, isRolling: true}]\n", "", "timeWindow is missing: 30d, rolling, is assumed"),
        ("  budgetingMethod: Occurrences\n", "", "budgetingMethod is missing: Occurrences is assumed"),
        (
            "{duration: 28d, isRolling: true}", "{duration: 28d}, {duration: 7d}",
            "timeWindow[1]: is not carried over: an SLO has one window, the first"
        ),
        (
            "{duration: 28d, isRolling: true}", "{duration: 1M, isRolling: false, calendar: {}}",
            "timeWindow[0].calendar: timeZone is missing: UTC is assumed"
        ),
    ])
    func `what is assumed is said`(_ part: String, _ other: String, _ message: String) throws {
        let text = Self.openSLO().replacing("  alertPolicies: [{alertPolicyRef: burn}]\n", with: "")
        #expect(text.contains(part))
        let found = try warnings(text.replacing(part, with: other))
        #expect(found.contains { $0.hasSuffix(message) }, "\(found)")
        #expect(Set(found).count == found.count)
    }

    @Test(arguments: [
        ("kind: latency, op: gt", "kind: is not carried over: a condition of kind \"latency\" (burnrate is read)"),
        ("kind: burnrate, op: gte", "op: becomes gt: a burn rate of exactly the threshold does not alert"),
        (
            "kind: burnrate, op: lt",
            "condition: is not carried over: a burn rate alerts when it is above its threshold, not lt"
        ),
    ])
    func `a condition that is another one here is named`(_ condition: String, _ message: String) throws {
        let found = try warnings(Self.openSLO(), Self.policy(condition))
        #expect(found.contains { $0.hasPrefix("1.yml:10: ") && $0.hasSuffix(message) }, "\(found)")
    }

    // MARK: Windows

    @Test(arguments: [
        ("1m", "\"1m\" is 1m long: a window must be at least 1h; did you mean 1M, a month?"),
        ("3m", "\"3m\" is 3m long: a window must be at least 1h; did you mean 3M, 3 months?"),
        ("30s", "\"30s\" is 30s long: a window must be at least 1h"),
    ])
    func `a window of minutes is a slip`(_ duration: String, _ message: String) {
        #expect {
            try warnings(Self.openSLO().replacing("28d", with: duration), Self.policy())
        } throws: { error in
            "\(error)" == "0.yml:12: spec.timeWindow[0].duration: \(message)"
        }
    }

    // MARK: Sloth

    private static func sloth(objective: String = "99.9", _ more: String = "") -> String {
        """
        version: prometheus/v1
        service: shop
        slos:
          - name: up
            objective: \(objective)
            sli: {events: {error_query: 'sum(rate(b[{{.window}}]))', total_query: 'sum(rate(t[{{.window}}]))'}}
            alerting: {name: Burn\(more)}

        """
    }

    private static func alertWindows(slow: String = "{errorBudgetPercent: 5, shortWindow: 30m, longWindow: 6h}")
        -> String
    {
        """
        apiVersion: sloth.slok.dev/v1
        kind: AlertWindows
        spec:
          sloPeriod: 30d
          page:
            quick: {errorBudgetPercent: 2, shortWindow: 5m, longWindow: 1h}
            slow: \(slow)
          ticket:
            quick: {errorBudgetPercent: 10, shortWindow: 2h, longWindow: 1d}
            slow: {errorBudgetPercent: 10, shortWindow: 6h, longWindow: 3d}

        """
    }

    @Test func `a ratio for a percentage is hinted`() throws {
        let found = try warnings(Self.sloth(objective: "0.999"))
        #expect(found.last == "0.yml:5: slos[0].objective: 0.999 is 0.999 %: did you mean 99.9?")
        // Of sloth's tiers at 0.999 % only the one with factor 1 can fire.
        let tiers = [("page tier over 1h", "14.4"), ("page tier over 6h", "6"), ("ticket tier over 1d", "3")]
        #expect(
            found.dropLast()
                == tiers.map { tier, factor in
                    "0.yml:4: slos[0]: the \(tier) is left out: no burn rate exceeds its factor \(factor) at objective "
                        + "0.00999, where the highest is 1.01"
                })
    }

    @Test func `nothing is said of alerts that are switched off`() throws {
        let found = try warnings(Self.sloth(objective: "0.999", ", page_alert: {disable: true}"))
        #expect(found.contains { $0.contains("ticket tier over 1d") })
        #expect(!found.contains { $0.contains("page tier") })
    }

    @Test func `two alert windows of one length are one`() throws {
        let windows = Self.alertWindows(slow: "{errorBudgetPercent: 5, shortWindow: 30m, longWindow: 1h}")
        let set = try SLODocumentSet.parse([("0.yml", Self.sloth()), ("1.yml", windows)])
        #expect(
            set.warnings.map(\.description) == [
                "1.yml:7: spec.page.slow: is left out: spec.page.quick looks over 1h too and fires at a burn rate that is "
                    + "as low or lower"
            ])
        #expect(set.files.first?.slos.first?.document.definition.alerting.tiers.map(\.factor) == [14.4, 3, 1])
    }

    @Test func `what is wrong with alert windows is said of their file`() throws {
        let windows = Self.alertWindows(slow: "{errorBudgetPercent: 5, shortWindow: 6h, longWindow: 1h}")
        #expect {
            try warnings(Self.sloth(), Self.sloth().replacing("up", with: "down"), windows)
        } throws: { error in
            "\(error)" == "2.yml:7: spec.page.slow: shortWindow 6h: it must be shorter than longWindow 1h"
        }
        let long = Self.alertWindows(slow: "{errorBudgetPercent: 5, shortWindow: 6h, longWindow: 60d}")
        #expect(
            try warnings(Self.sloth(), Self.sloth().replacing("up", with: "down"), long) == [
                "2.yml:7: spec.page.slow: is left out: longWindow 60d is longer than sloPeriod 30d"
            ])
        #expect(
            try warnings(Self.sloth(), Self.alertWindows(), Self.alertWindows()) == [
                "1.yml:1: no SLO is in it, and none of the others uses it",
                "1.yml:1: is not used: 2.yml:1 has AlertWindows too, and the last ones count",
            ])
    }

    @Test func `sloths texts are sloths unless the document has its own`() throws {
        let text = Self.sloth(
            objective: "99.9", ", annotations: {title: mine}, ticket_alert: {annotations: {summary: other}}")
        let set = try SLODocumentSet.parse([("0.yml", text)])
        let alerts = try #require(set.files.first?.slos.first?.document.alerts)
        #expect(
            alerts.page.annotations == [
                "title": "mine",
                "summary":
                    "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is over expected.",
            ])
        #expect(alerts.ticket.annotations == ["title": "mine", "summary": "other"])
        let plain = try SLODocumentSet.parse([("0.yml", Self.sloth())])
        #expect(
            plain.files.first?.slos.first?.document.alerts.ticket.annotations["title"]
                == "(ticket) {{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is too fast.")
    }

    // MARK: Labels

    @Test func `labels and annotations that Prometheus takes are taken`() throws {
        let text = Self.sloth(
            objective: "99.9", ", labels: {__mine__: a}, annotations: {__dashboardUid__: abc, __name__: b}")
        let alerts = try #require(
            SLODocumentSet.parse([("0.yml", text)]).files.first?.slos.first?.document.alerts)
        #expect(alerts.labels == ["__mine__": "a"])
        #expect(alerts.annotations == ["__dashboardUid__": "abc", "__name__": "b"])
        #expect {
            try warnings(Self.sloth(objective: "99.9", ", labels: {__name__: a}"))
        } throws: { error in
            "\(error)" == "0.yml:7: slos[0].alerting.labels.__name__: this label is the name of the series"
        }
    }

    // MARK: Retention

    @Test func `a window that is longer than the database remembers is named`() throws {
        func last(_ flavor: RuleFlavor, _ text: String = Self.sloth()) throws -> String? {
            try RulesOutput(SLODocumentSet.parse([("0.yml", text)]), flavor: flavor).warnings.last
        }
        #expect(
            try last(.prometheus)
                == "the longest window is 30d, and Prometheus keeps 15d unless it is told otherwise: set "
                + "--storage.tsdb.retention.time to at least 30d")
        for flavor in [RuleFlavor.thanos, .mimir, .victoriametrics] { #expect(try last(flavor) == nil) }
        let week = """
            slos:
              - {name: a, service: b, objective: 0.99, window: 7d, indicator: {events: {bad: b_total, total: t_total}}}

            """
        #expect(try last(.prometheus, week) == nil)
        #expect(try last(.victoriametrics, week.replacing("7d", with: "90d"))?.contains("-retentionPeriod") == true)
    }
}
