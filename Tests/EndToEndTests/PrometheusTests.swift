import Foundation
import Testing

/// The main job with real programs at both ends: nines probes an nginx that goes and comes back, Prometheus scrapes it.
@Suite struct PrometheusTests {
    /// Objective 0.9: the page burns above an error ratio of 0.2. Probes twice a second, scrapes every second.
    private static func configuration(target port: Int) -> String {
        """
        modules:
          stocked: {prober: http, timeout: 400ms, http: {fail_if_body_not_matches_regexp: ["^in stock"]}}
        targets:
          - name: shop
            url: http://127.0.0.1:\(port)/
            module: stocked
            interval: 500ms
            job: shop
            labels: {team: books}
        slos:
          - name: shop-availability
            service: shop
            objective: 0.9
            window: 10m
            indicator: {probe: {target: shop}}
            alerting:
              min_failures: 2
              tiers: [{severity: page, factor: 2, long: 20s, short: 4s}]
        """
    }

    private static let probe = #"probe_success{job="shop",team="books"}"#
    private static let slo = #"service="shop",slo="shop-availability""#
    private static let alert = #"nines_slo_alert_state{severity="page",\#(slo)}"#
    /// As users load them.
    private static let rules =
        URL(filePath: #filePath).appending(path: "../../../alert-rules").standardized
        .path(percentEncoded: false) + "/*.yml"

    @Test(.timeLimit(.minutes(10))) func `follows a service that goes and comes back`() async throws {
        let workplace = try Workplace()
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let file = try workplace.write("nines.yml", Self.configuration(target: nginx.port))
        let nines = try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        let prometheus = try Prometheus(scraping: address, every: "1s", rules: [Self.rules], in: workplace)

        try await prometheus.wait(for: Self.probe, toBe: 1)
        try await prometheus.wait(for: #"up{job="nines"}"#, toBe: 1)
        try await prometheus.wait(for: Self.alert, toBe: 0)
        let ready = try await poll {
            await WebPage.get("http://\(address)/-/ready")?.status == 200 ? true : nil
        }
        #expect(ready == true)
        // From here on the window is full, so that all of the outage's way through it is compared.
        _ = try #require(
            try await poll {
                let scrapes = try await ScrapedCounts.all(from: prometheus, slo: Self.slo)
                return scrapes.last?.gaugeBounds(window: 20, among: scrapes)
            })

        try await nginx.stop()
        try await prometheus.wait(for: Self.probe, toBe: 0)
        try await prometheus.wait(for: Self.alert, toBe: 2)
        let reason = try await prometheus.value(#"probe_failure_info{job="shop",reason="connect_refused"}"#)
        #expect(reason == 1)

        try nginx.start()
        try await prometheus.wait(for: Self.probe, toBe: 1)
        try await prometheus.wait(for: Self.alert, toBe: 0)

        try await expectBurnRatesAgree(prometheus)
        try await expectRulesFit(prometheus)
        let page = try #require(await WebPage.get("http://\(address)/metrics"))
        try expectGaugesFollowFromCounters(on: page)
        #expect(nines.isRunning, "\(nines.text)")

        nines.signal(SIGTERM)
        #expect(try await nines.exitCode() == 0, "\(nines.text)")
    }

    /// What the shipped rules take for granted of a page: the labels that its families share. None cries wolf after an
    /// outage of seconds, but for the page of the SLO, whose window is watched.
    private func expectRulesFit(_ prometheus: Prometheus) async throws {
        let ours = "\(Self.probe) and ignoring (outcome) nines_probes_total{outcome=\"failure\"} > 1"
        try await prometheus.wait(for: ours, toBe: 1)
        try await prometheus.wait(for: "count(slo:nines_slo_window_coverage:ratio{\(Self.slo)} > 0)", toBe: 1)
        try await prometheus.wait(
            for: #"max_over_time(ALERTS{alertname="NinesErrorBudgetBurn",alertstate="firing",\#(Self.slo)}[1h])"#,
            toBe: 1)
        let fired = try await prometheus.series(#"last_over_time(ALERTS{alertstate="firing"}[1h])"#)
        #expect(Set(fired.compactMap { $0.labels["alertname"] }) == ["NinesErrorBudgetBurn"], "\(fired)")
        let rules = try #require(try await prometheus.ruleGroups()).flatMap(\.rules)
        #expect(!rules.isEmpty)
        #expect(rules.filter { $0.health != "ok" }.map { "\($0.name): \($0.lastError ?? $0.health)" } == [])
    }

    /// All events fit into the window, so budget and burn rate follow from the totals.
    private func expectGaugesFollowFromCounters(on page: WebPage) throws {
        let good = try page.value("nines_slo_events_total{\(Self.slo),outcome=\"good\"}")
        let bad = try page.value("nines_slo_events_total{\(Self.slo),outcome=\"bad\"}")
        #expect(good > 0 && bad > 0)
        let burnRate = bad / (good + bad) / (1 - 0.9)
        #expect(abs(try page.value("nines_slo_burn_rate{\(Self.slo),window=\"10m\"}") - burnRate) < 1e-9)
        #expect(abs(try page.value("nines_slo_error_budget_remaining_ratio{\(Self.slo)}") - (1 - burnRate)) < 1e-9)
        #expect(try page.value("nines_slo_objective_ratio{\(Self.slo)}") == 0.9)
    }

    /// Compares the gauge with the counters at the instants of Prometheus' own scrapes, while the outage moves through
    /// the window and out of it. Nothing here depends on how fast the machine is: a late scrape moves both.
    private func expectBurnRatesAgree(_ prometheus: Prometheus) async throws {
        let recovered = #"nines_slo_burn_rate{\#(Self.slo),window="20s"} == 0"#
        _ = try #require(try await poll { try await prometheus.value(recovered) })
        let scrapes = try await ScrapedCounts.all(from: prometheus, slo: Self.slo)
        var burning = 0
        var compared = 0
        for scrape in scrapes {
            // All events fit into this window.
            let all = scrape.counts.bad / (scrape.counts.good + scrape.counts.bad) / (1 - 0.9)
            #expect(scrape.counts.total == 0 || abs(scrape.budgetBurnRate - all) < 1e-9)
            guard let bounds = scrape.gaugeBounds(window: 20, among: scrapes) else { continue }
            #expect(bounds.contains(scrape.burnRate * 0.1), "\(scrape.burnRate * 0.1), not in \(bounds), of \(scrape)")
            compared += 1
            if scrape.burnRate > 0 { burning += 1 }
            // What a user's PromQL makes of the same counters.
            guard
                let ratio = try await prometheus.value(
                    """
                    increase(nines_slo_events_total{\(Self.slo),outcome="bad"}[20s])
                      / ignoring (outcome) sum without (outcome) (increase(nines_slo_events_total{\(Self.slo)}[20s]))
                    """, at: scrape.time), let increase = scrape.increaseBounds(range: 20, among: scrapes)
            else { continue }
            #expect(increase.contains(ratio), "\(ratio), not in \(increase), at \(scrape)")
        }
        // With a scrape a second there are some thirty, twenty of them burning.
        #expect(compared >= 10, "of \(scrapes.count) scrapes")
        #expect(burning >= 5, "of \(compared) scrapes")
    }
}
