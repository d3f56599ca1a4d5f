import NinesExposition
import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct ProbeCollectorTests {
    @Test func `exposes the last result of each target`() throws {
        let store = ProbeStore(count: 2)
        let registry = Registry()
        try registry.register(ProbeCollector(labels: TargetLabels(PublishedResults.targets), store: store))
        #expect(ExpositionBody(registry.collect(), format: .text).text == "")
        store.record(PublishedResults.refusal, at: 0)
        store.record(PublishedResults.success, at: 0)
        store.record(PublishedResults.refusal, at: 1)
        let shop = #"job="web",instance="https://shop.example/health",team="books""#
        let cellar = #"job="nines",instance="http://cellar:8080/""#
        let samples = ExpositionBody(registry.collect(), format: .text).text.split(separator: "\n")
            .filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        #expect(
            samples == """
                probe_dns_lookup_time_seconds{\(cellar)} 0
                probe_dns_lookup_time_seconds{\(shop)} 0.001
                probe_duration_seconds{\(cellar)} 0.002
                probe_duration_seconds{\(shop)} 0.125
                probe_failed_due_to_regex{\(cellar)} 0
                probe_failed_due_to_regex{\(shop)} 0
                probe_failure_info{\(cellar),reason="connect_refused"} 1
                probe_http_content_length{\(cellar)} -1
                probe_http_content_length{\(shop)} 12
                probe_http_duration_seconds{\(cellar),phase="connect"} 0.001
                probe_http_duration_seconds{\(cellar),phase="processing"} 0
                probe_http_duration_seconds{\(cellar),phase="resolve"} 0
                probe_http_duration_seconds{\(cellar),phase="tls"} 0
                probe_http_duration_seconds{\(cellar),phase="transfer"} 0
                probe_http_duration_seconds{\(shop),phase="connect"} 0.02
                probe_http_duration_seconds{\(shop),phase="processing"} 0.06
                probe_http_duration_seconds{\(shop),phase="resolve"} 0.001
                probe_http_duration_seconds{\(shop),phase="tls"} 0.04
                probe_http_duration_seconds{\(shop),phase="transfer"} 0.004
                probe_http_last_modified_timestamp_seconds{\(shop)} 1.6e+09
                probe_http_redirects{\(cellar)} 0
                probe_http_redirects{\(shop)} 1
                probe_http_ssl{\(cellar)} 0
                probe_http_ssl{\(shop)} 1
                probe_http_status_code{\(cellar)} 0
                probe_http_status_code{\(shop)} 200
                probe_http_uncompressed_body_length{\(cellar)} 0
                probe_http_uncompressed_body_length{\(shop)} 12
                probe_http_version{\(cellar)} 0
                probe_http_version{\(shop)} 1.1
                probe_ip_addr_hash{\(shop)} 2.68732907e+08
                probe_ip_protocol{\(cellar)} 0
                probe_ip_protocol{\(shop)} 4
                probe_ssl_earliest_cert_expiry{\(shop)} 1.8e+09
                probe_ssl_last_chain_expiry_timestamp_seconds{\(shop)} 1.8e+09
                probe_ssl_last_chain_info{\(shop),fingerprint_sha256="ab01",subject="CN=shop.example",\
                issuer="CN=Test \\"CA\\"",subjectalternative="shop.example",serialnumber="1f"} 1
                probe_success{\(cellar)} 0
                probe_success{\(shop)} 1
                probe_timeout_seconds{\(cellar)} 5
                probe_timeout_seconds{\(shop)} 5
                probe_tls_version_info{\(shop),version="TLS 1.3"} 1
                """)
    }
}

@Suite struct ProbeInstrumentsTests {
    @Test func `counts probes by outcome and reason from zero`() throws {
        let registry = Registry()
        let targets = PublishedResults.targets
        let instruments = try ProbeInstruments(targets: targets, labels: TargetLabels(targets), registry: registry)
        let shop = ["job": "web", "instance": "https://shop.example/health", "team": "books"]
        let cellar = ["job": "nines", "instance": "http://cellar:8080/"]
        func value(_ name: String, _ labels: [String: String], _ more: [String: String]) -> Double? {
            registry.collect().value(of: name, labels: labels.merging(more) { $1 })
        }
        #expect(value("nines_probes_total", shop, ["outcome": "success"]) == 0)
        #expect(value("nines_probes_total", cellar, ["outcome": "failure"]) == 0)
        instruments.record(PublishedResults.success, at: 0, delay: .milliseconds(1))
        instruments.record(PublishedResults.refusal, at: 1, delay: .milliseconds(-1))
        instruments.record(PublishedResults.refusal, at: 1, delay: .zero)
        #expect(value("nines_probes_total", shop, ["outcome": "success"]) == 1)
        #expect(value("nines_probes_total", cellar, ["outcome": "failure"]) == 2)
        #expect(value("nines_probe_failures_total", cellar, ["reason": "connect_refused"]) == 2)
        guard case .histograms(let column)? = registry.collect().family("nines_probe_duration_seconds")?.values else {
            Issue.record("there is no histogram")
            return
        }
        #expect(column.sum(1) == 0.125)
        #expect(column.counts(0).reduce(0, +) == 2)
    }
}

@Suite struct ProbeEventsTests {
    @Test func `counts a success that is too slow as bad`() throws {
        let engine = SLOEngine(now: nil)
        var quick = try PublishedResults.slo
        quick.fasterThan = .milliseconds(125)
        var quicker = ProbeSLO(
            definition: try SLODefinition(
                name: "latency", service: "shop", objective: Objective(ratio: 0.9), window: .rolling(.seconds(600)),
                alerting: AlertPolicy(tiers: [])),
            target: "shop")
        quicker.fasterThan = .milliseconds(124)
        let events = try ProbeEvents([quick, quicker], targets: PublishedResults.targets, engine: engine)
        engine.advance(to: Timestamp(secondsSinceEpoch: 0))
        events.record(PublishedResults.success, at: 0)
        events.record(PublishedResults.refusal, at: 0)
        events.record(PublishedResults.refusal, at: 1)
        engine.advance(to: Timestamp(secondsSinceEpoch: 1))
        #expect(engine.statuses.map(\.events) == [EventCounts(good: 1, bad: 1), EventCounts(good: 0, bad: 2)])
    }
}
