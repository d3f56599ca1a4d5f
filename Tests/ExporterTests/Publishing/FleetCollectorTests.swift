import NIOCore
import NIOEmbedded
import NIOPosix
import NinesExposition
import NinesMetrics
import NinesSLO
import Testing

@testable import nines

@Suite struct FleetCollectorTests {
    /// What a fleet's page shows, without its comments and the histogram's buckets.
    private static func page(_ fleet: Fleet, _ name: String, at time: NIODeadline = .uptimeNanoseconds(0)) throws
        -> String
    {
        let registry = Registry()
        try registry.register(FleetCollector(fleet: fleet, now: { time }))
        return ExpositionBody(registry.collect(), format: .text).text.split(separator: "\n")
            .filter { $0.hasPrefix(name) && !$0.contains("_bucket{") }.joined(separator: "\n")
    }

    private static func fleet(
        _ targets: [Target] = PublishedResults.targets, created: Int64 = 0
    ) -> Fleet {
        let fleet = Fleet(group: MultiThreadedEventLoopGroup.singleton, surroundings: .idle)
        fleet.prepare(targets.map { Fleet.Entry(target: $0) }, created: UnixTime(milliseconds: created))
        return fleet
    }

    private static func record(_ report: ProbeReport, _ index: Int, of fleet: Fleet, at time: NIODeadline) {
        fleet.monitors[index].published.withLock { $0.record(report, at: time) }
    }

    private static let shop = #"job="web",instance="https://shop.example/health",team="books""#
    private static let cellar = #"job="nines",instance="http://cellar:8080/""#

    @Test func `exposes the last report of each target`() throws {
        let fleet = Self.fleet()
        #expect(try Self.page(fleet, "probe_") == "")
        Self.record(PublishedResults.refusal, 0, of: fleet, at: .uptimeNanoseconds(0))
        Self.record(PublishedResults.success, 0, of: fleet, at: .uptimeNanoseconds(0))
        Self.record(PublishedResults.refusal, 1, of: fleet, at: .uptimeNanoseconds(0))
        let (shop, cellar) = (Self.shop, Self.cellar)
        #expect(
            try Self.page(fleet, "probe_") == """
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

    @Test func `a handshake that did not end has no version`() throws {
        let fleet = Self.fleet()
        var report = PublishedResults.success
        report.connection.tls?.version = nil
        Self.record(report, 0, of: fleet, at: .uptimeNanoseconds(0))
        #expect(try Self.page(fleet, "probe_tls_version_info") == "")
    }

    @Test func `counts probes by outcome and reason from zero`() throws {
        let fleet = Self.fleet()
        let (shop, cellar) = (Self.shop, Self.cellar)
        #expect(
            try Self.page(fleet, "nines_probes_total") == """
                nines_probes_total{\(cellar),outcome="failure"} 0
                nines_probes_total{\(cellar),outcome="success"} 0
                nines_probes_total{\(shop),outcome="failure"} 0
                nines_probes_total{\(shop),outcome="success"} 0
                """)
        // A plain URL of a name: neither TLS nor a body that is judged can fail.
        #expect(
            try Self.page(fleet, "nines_probe_failures_total{\(cellar)") == """
                nines_probe_failures_total{\(cellar),reason="dns"} 0
                nines_probe_failures_total{\(cellar),reason="connect_refused"} 0
                nines_probe_failures_total{\(cellar),reason="connect_timeout"} 0
                nines_probe_failures_total{\(cellar),reason="connect"} 0
                nines_probe_failures_total{\(cellar),reason="timeout"} 0
                nines_probe_failures_total{\(cellar),reason="closed"} 0
                nines_probe_failures_total{\(cellar),reason="protocol"} 0
                nines_probe_failures_total{\(cellar),reason="redirect"} 0
                nines_probe_failures_total{\(cellar),reason="status"} 0
                nines_probe_failures_total{\(cellar),reason="body_size"} 0
                """)
        Self.record(PublishedResults.success, 0, of: fleet, at: .uptimeNanoseconds(0))
        for _ in 0..<2 { Self.record(PublishedResults.refusal, 1, of: fleet, at: .uptimeNanoseconds(0)) }
        #expect(
            try Self.page(fleet, "nines_probe_duration_seconds") == """
                nines_probe_duration_seconds_sum{\(cellar)} 0.004
                nines_probe_duration_seconds_count{\(cellar)} 2
                nines_probe_duration_seconds_sum{\(shop)} 0.125
                nines_probe_duration_seconds_count{\(shop)} 1
                """)
        #expect(
            try Self.page(fleet, "nines_probes_total{\(cellar)") == """
                nines_probes_total{\(cellar),outcome="failure"} 2
                nines_probes_total{\(cellar),outcome="success"} 0
                """)
        #expect(
            try Self.page(fleet, "nines_probe_failures_total{\(cellar),reason=\"connect_refused\"}").hasSuffix(" 2"))
    }

    @Test func `a probe without verdict changes its own counter alone`() throws {
        let fleet = Self.fleet()
        Self.record(PublishedResults.success, 0, of: fleet, at: .uptimeNanoseconds(0))
        let before = try Self.page(fleet, "probe_") + Self.page(fleet, "nines_probes_total")
        Self.record(PublishedResults.nothing, 0, of: fleet, at: .uptimeNanoseconds(5))
        #expect(try Self.page(fleet, "probe_") + Self.page(fleet, "nines_probes_total") == before)
        #expect(
            try Self.page(fleet, "nines_probes_without_verdict_total{\(Self.shop)") == """
                nines_probes_without_verdict_total{\(Self.shop),reason="skipped"} 0
                nines_probes_without_verdict_total{\(Self.shop),reason="overrun"} 0
                nines_probes_without_verdict_total{\(Self.shop),reason="local_resources"} 1
                """)
    }

    @Test func `exposes the state of each target, of those that its rules allow`() throws {
        var targets = PublishedResults.targets
        targets[0].rules = StateRules(retries: 1, degradedAfter: .milliseconds(100), parents: ["cellar"])
        let fleet = Self.fleet(targets, created: 7_000)
        let (shop, cellar) = (Self.shop, Self.cellar)
        let start = NIODeadline.uptimeNanoseconds(0)
        let round = try #require(ProbeRound(PublishedResults.success, startedAt: start, endedAt: start))
        fleet.monitors[0].published.withLock { published in
            published.state.hear(round.outcome, published.target.rules)
            published.tally.count(retry: PublishedResults.refusal)
            _ = published.state.settle(
                as: published.target,
                at: MonitorState.Moment(now: start, time: Timestamp(nanosecondsSinceEpoch: 9_500_000_000)))
        }
        #expect(
            try Self.page(fleet, "nines_target_") == """
                nines_target_state{\(cellar),state="up"} 0
                nines_target_state{\(cellar),state="down"} 0
                nines_target_state{\(cellar),state="unknown"} 1
                nines_target_state{\(shop),state="up"} 0
                nines_target_state{\(shop),state="degraded"} 1
                nines_target_state{\(shop),state="down"} 0
                nines_target_state{\(shop),state="suppressed"} 0
                nines_target_state{\(shop),state="unknown"} 0
                nines_target_state_changes_total{\(cellar)} 0
                nines_target_state_changes_total{\(shop)} 1
                nines_target_state_last_change_timestamp_seconds{\(cellar)} 7
                nines_target_state_last_change_timestamp_seconds{\(shop)} 9.5
                """)
        #expect(
            try Self.page(fleet, "nines_probe_retries_total") == """
                nines_probe_retries_total{\(shop),outcome="success"} 0
                nines_probe_retries_total{\(shop),outcome="failure"} 1
                nines_probe_retries_total{\(shop),outcome="without_verdict"} 0
                nines_probe_retries_total{\(shop),outcome="left_out"} 0
                """)
    }

    @Test func `a report is left out after two intervals, and the counters stay`() throws {
        let fleet = Self.fleet()
        Self.record(PublishedResults.success, 0, of: fleet, at: .uptimeNanoseconds(0))
        let end = NIODeadline.uptimeNanoseconds(30_000_000_000)
        #expect(try Self.page(fleet, "probe_success", at: end) == "probe_success{\(Self.shop)} 1")
        #expect(try Self.page(fleet, "probe_", at: end + .nanoseconds(1)) == "")
        #expect(
            try Self.page(fleet, "nines_probes_total{\(Self.shop)", at: end + .hours(1)) == """
                nines_probes_total{\(Self.shop),outcome="failure"} 0
                nines_probes_total{\(Self.shop),outcome="success"} 1
                """)
    }

    @Test func `a label that one target gets changes no counter`() async throws {
        let fleet = Self.fleet(created: 7_000)
        Self.record(PublishedResults.success, 0, of: fleet, at: .uptimeNanoseconds(0))
        Self.record(PublishedResults.refusal, 1, of: fleet, at: .uptimeNanoseconds(0))
        let shop = try Self.page(fleet, "nines_probe").split(separator: "\n").filter { $0.contains(Self.shop) }
        var targets = PublishedResults.targets
        targets[1].labels = [(name: "region", value: "eu")]
        await fleet.apply(targets.map { Fleet.Entry(target: $0) }, created: UnixTime(milliseconds: 9_000))
        #expect(try Self.page(fleet, "nines_probe").split(separator: "\n").filter { $0.contains(Self.shop) } == shop)
        #expect(
            try Self.page(fleet, "nines_probes_total{job=\"nines\"") == """
                nines_probes_total{\(Self.cellar),region="eu",outcome="failure"} 1
                nines_probes_total{\(Self.cellar),region="eu",outcome="success"} 0
                """)
        #expect(fleet.monitors.allSatisfy { $0.published.withLock(\.tally.created) == UnixTime(milliseconds: 7_000) })
    }

    /// Enough of them that columns are given their room by what the first samples took.
    @Test func `a page of many targets has the samples of those that have some`() throws {
        let targets = (1_000..<2_200).map { number in
            Target(
                name: "\(number)", url: "http://a\(number).test/", module: .http2xx, interval: .seconds(10),
                timeout: .seconds(5))
        }
        let fleet = Self.fleet(targets)
        // Of all but the last hundred, then of every other one.
        for index in 0..<1_100 { Self.record(PublishedResults.success, index, of: fleet, at: .uptimeNanoseconds(0)) }
        func lines(_ numbers: some Sequence<Int>, _ name: String) -> String {
            numbers.map { "\(name){job=\"nines\",instance=\"http://a\($0).test/\"} 1" }.joined(separator: "\n")
        }
        #expect(try Self.page(fleet, "probe_success") == lines(1_000..<2_100, "probe_success"))
        let sparse = Self.fleet(targets)
        for index in stride(from: 0, to: 1_200, by: 2) {
            Self.record(PublishedResults.success, index, of: sparse, at: .uptimeNanoseconds(0))
        }
        #expect(try Self.page(sparse, "probe_success") == lines(stride(from: 1_000, to: 2_200, by: 2), "probe_success"))
        #expect(
            try Self.page(sparse, "nines_probes_total{job=\"nines\",instance=\"http://a1")
                .split(separator: "\n").count == 2_000)
    }

    /// Two targets swap their labels, while the loop that their monitors live on stands still.
    @Test func `a page during a reload has each series once`() async throws {
        let loop = NIOAsyncTestingEventLoop()
        let fleet = Fleet(group: loop, surroundings: .idle)
        func entries(_ tiers: String...) -> [Fleet.Entry] {
            zip(["a", "b"], tiers).map { name, tier in
                Fleet.Entry(
                    target: Target(
                        name: name, url: "http://shop.test/", module: .http2xx, interval: .seconds(10),
                        labels: [(name: "tier", value: tier)],
                        timeout: .seconds(5)))
            }
        }
        fleet.prepare(entries("1", "2"), created: UnixTime(milliseconds: 0))
        Self.record(PublishedResults.refusal, 0, of: fleet, at: .uptimeNanoseconds(0))
        let isApplied = Lock(false)
        async let applied: Void = {
            await fleet.apply(entries("2", "1"), created: UnixTime(milliseconds: 0))
            isApplied.withLock { $0 = true }
        }()
        let failures = {
            try Self.page(fleet, "nines_probes_total").split(separator: "\n").filter { $0.contains("failure") }
        }
        let series = #"nines_probes_total{job="nines",instance="http://shop.test/",tier="#
        while fleet.listed.first?.entry.target.name == "a" { await Task.yield() }
        #expect(try failures() == ["\(series)\"1\",outcome=\"failure\"} 0", "\(series)\"2\",outcome=\"failure\"} 1"])
        while !isApplied.withLock({ $0 }) {
            await loop.run()
            await Task.yield()
        }
        await applied
        #expect(try failures() == ["\(series)\"1\",outcome=\"failure\"} 0", "\(series)\"2\",outcome=\"failure\"} 1"])
    }
}
