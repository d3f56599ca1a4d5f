import Foundation
import Testing

/// The main job with real programs at both ends: nines probes an nginx that goes and comes back, Prometheus scrapes it.
@Suite struct PrometheusTests {
    /// Objective 0.9: the page burns above an error ratio of 0.2. Probes twice a second, scrapes every two seconds.
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

    @Test(.timeLimit(.minutes(3))) func followsAServiceThatGoesAndComesBack() async throws {
        let workplace = try Workplace()
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let file = try workplace.write("nines.yml", Self.configuration(target: nginx.port))
        let nines = try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        let prometheus = try Prometheus(scraping: address, every: "2s", in: workplace)

        try await prometheus.wait(for: Self.probe, toBe: 1)
        try await prometheus.wait(for: #"up{job="nines"}"#, toBe: 1)
        try await prometheus.wait(for: Self.alert, toBe: 0)
        let ready = try await poll(for: .seconds(15)) {
            await WebPage.get("http://\(address)/-/ready")?.status == 200 ? true : nil
        }
        #expect(ready == true)

        try await nginx.stop()
        try await prometheus.wait(for: Self.probe, toBe: 0)
        try await prometheus.wait(for: Self.alert, toBe: 2)
        let reason = try await prometheus.value(#"probe_failure_info{job="shop",reason="connect_refused"}"#)
        #expect(reason == 1)

        try nginx.start()
        try await prometheus.wait(for: Self.probe, toBe: 1)
        try await prometheus.wait(for: Self.alert, toBe: 0)

        let page = try #require(await WebPage.get("http://\(address)/metrics"))
        try expectGaugesFollowFromCounters(on: page)
        try await expectBurnRatesAgree(prometheus)
        #expect(nines.isRunning, "\(nines.text)")

        nines.signal(SIGTERM)
        #expect(try await nines.exitCode(within: .seconds(5)) == 0, "\(nines.text)")
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

    /// Prometheus' burn rate from the counters, over the span of the gauge's window, at the same instants: once that
    /// much has been scraped, some fifty times while the outage moves through the window.
    private func expectBurnRatesAgree(_ prometheus: Prometheus) async throws {
        var compared = 0
        var burning = 0
        _ = try await poll(for: .seconds(60)) {
            let instant = Date().timeIntervalSince1970 - 1
            func increase(_ labels: String) async throws -> Double? {
                try await prometheus.value(
                    "sum(increase(nines_slo_events_total{\(Self.slo)\(labels)}[20s]))", at: instant)
            }
            guard let bad = try await increase(#",outcome="bad""#), let total = try await increase(""), total > 35,
                let gauge = try await prometheus.value("nines_slo_burn_rate{\(Self.slo),window=\"20s\"}", at: instant)
            else { return nil as Bool? }
            // A scrape interval has 4 events: as many may be on another side of either edge of the span.
            let tolerance = 4 / total / (1 - 0.9)
            let burnRate = bad / total / (1 - 0.9)
            #expect(abs(burnRate - gauge) <= tolerance, "Prometheus \(burnRate), nines \(gauge), of \(total) events")
            compared += 1
            if gauge > 0 { burning += 1 }
            return compared >= 50 ? true : nil
        }
        #expect(compared >= 50)
        #expect(burning > 0)
    }
}
