import NIOCore
import Testing

@testable import nines

/// Which of a name's addresses is probed, over real connections.
struct HTTPProberAddressTests {
    private static let both = FixedResolver(["both.test": ["::1", "127.0.0.1"], "other.test": ["127.0.0.1"]])

    @Test func `the preferred family is connected to and reported`() async throws {
        try await ScriptedServer.serve { server in
            let report = try await ProbeRunner.forTests(resolver: Self.both).probe(server.url(host: "both.test")) {
                $0.addresses.preferred = .ip4
            }
            #expect(report.succeeded)
            #expect(report.connection.address?.text == "127.0.0.1:\(server.port)")
        }
    }

    @Test func `an address of the other family is probed where that may be`() async throws {
        try await ScriptedServer.serve { server in
            let allowed = try await ProbeRunner.forTests().probe(server.url()) { $0.addresses.preferred = .ip6 }
            #expect(allowed.succeeded)
            #expect(allowed.connection.address?.ipProtocol == 4)
            let refused = try await ProbeRunner.forTests().probe(server.url()) {
                $0.addresses = AddressPreference(preferred: .ip6, fallback: false)
            }
            #expect(
                refused.failure
                    == ProbeFailure(
                        reason: .dns,
                        message: "cannot resolve 127.0.0.1: no IPv6 address among 127.0.0.1, "
                            + "and ip_protocol_fallback is false"))
            #expect(refused.connection.address == nil)
        }
    }

    @Test func `redirects are followed to the same family`() async throws {
        try await ScriptedServer.serve { server in
            let location = server.url("/there", host: "both.test")
            let reply = ScriptedServer.Reply.response("302 Found", ["Location: \(location)"])
            try await ScriptedServer.serve(answering: { _ in reply }) { first in
                let report = try await ProbeRunner.forTests(resolver: Self.both).probe(first.url(host: "other.test")) {
                    $0.addresses = AddressPreference(preferred: .ip4, fallback: false)
                }
                #expect(report.succeeded)
                #expect(server.record.requests.map(\.target) == ["/there"])
            }
        }
    }

    #if os(Linux)
        /// All of 127.0.0.0/8 is this machine's, and only one of its addresses has a server.
        @Test func `where all addresses are probed each has to be good, and those that are not are named`() async throws
        {
            let resolver = FixedResolver([
                "good.test": ["127.0.0.1", "127.0.0.1"], "half.test": ["127.0.0.1", "127.0.0.2", "127.0.0.3"],
            ])
            try await ScriptedServer.serve(answering: { request in
                request.target == "/" ? .response("302 Found", ["Location: /there"]) : .response("200 OK")
            }) { server in
                func probe(_ host: String) async throws -> ProbeReport {
                    try await ProbeRunner.forTests(resolver: resolver).probe(server.url(host: host)) {
                        $0.addresses.all = true
                    }
                }
                let good = try await probe("good.test")
                #expect(good.succeeded)
                #expect(server.record.requests.map(\.target) == ["/", "/there"])
                #expect(good.seen.redirects == 1)
                let half = try await probe("half.test")
                #expect(
                    half.failure
                        == ProbeFailure(
                            reason: .connectRefused,
                            message: "2 of 3 addresses fail: "
                                + "127.0.0.2: connect_refused: 127.0.0.2:\(server.port) refused the connection; "
                                + "127.0.0.3: connect_refused: 127.0.0.3:\(server.port) refused the connection"))
                #expect(half.connection.address?.text == "127.0.0.2:\(server.port)")
                #expect(half.trace.contains { $0.text.hasPrefix("127.0.0.1: connected to 127.0.0.1:") })
                #expect(server.record.requests.count == 4)
                #expect(try await server.isLeftAlone())
            }
        }

        @Test func `an address that hangs takes no time from the others`() async throws {
            try await withFullListener { port in
                let resolver = FixedResolver(["hung.test": ["127.0.0.1", "127.0.0.2"]])
                let report = try await ProbeRunner.forTests(resolver: resolver)
                    .probe("http://hung.test:\(port)/", timeout: .milliseconds(300)) { $0.addresses.all = true }
                #expect(
                    report.failure
                        == ProbeFailure(
                            reason: .connectTimeout,
                            message: "2 of 2 addresses fail: "
                                + "127.0.0.1: connect_timeout: 127.0.0.1:\(port) did not connect within the timeout of "
                                + "300 ms; 127.0.0.2: connect_refused: 127.0.0.2:\(port) refused the connection"))
            }
        }
    #endif

    @Test func `a name with more addresses than are probed fails`() async throws {
        let resolver = FixedResolver(["many.test": (0...32).map { "127.0.1.\($0)" }])
        let report = try await ProbeRunner.forTests(resolver: resolver).probe("http://many.test/") {
            $0.addresses.all = true
        }
        #expect(
            report.failure
                == ProbeFailure(reason: .dns, message: "many.test has 33 addresses, and at most 32 are probed"))
    }

    @Test func `a name without an address fails as one`() async throws {
        let report = try await ProbeRunner.forTests().probe("http://nowhere.test/") { $0.addresses.all = true }
        #expect(
            report.failure
                == ProbeFailure(reason: .dns, message: "cannot resolve nowhere.test: Name or service not known"))
        let hung = try await ProbeRunner.forTests(resolver: HungResolver())
            .probe("http://slow.test/", timeout: .milliseconds(300)) { $0.addresses.all = true }
        #expect(
            hung.failure
                == ProbeFailure(reason: .dns, message: "slow.test was not resolved within the timeout of 300 ms"))
        #expect(hung.seen.phases.resolve > .milliseconds(200))
    }

    @Test func `cancelling ends the probes of all addresses`() async throws {
        try await ScriptedServer.serve(answering: { _ in .silence }) { server in
            let url = server.url(host: "one.test")
            let resolver = FixedResolver(["one.test": ["127.0.0.1"]])
            let probe = Task {
                try await ProbeRunner.forTests(resolver: resolver).probe(url, timeout: .seconds(60)) {
                    $0.addresses.all = true
                }
            }
            while server.record.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            probe.cancel()
            await #expect(throws: CancellationError.self) { try await probe.value }
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `no verdict on one address is none on the target, unless another failed`() {
        func finding(_ address: String, _ verdict: Verdict, _ duration: Duration = .zero) -> AddressFinding {
            var one = AddressFinding(address: address, finding: Finding(verdict: verdict), duration: duration)
            one.finding.connection.phases.connect = duration
            return one
        }
        let none = Verdict.none(NoVerdict(reason: .localResources, message: "no ports"))
        let failure = Verdict.failure(ProbeFailure(reason: .status, message: "status 500"))
        let well = [finding("a", .success, .milliseconds(1)), finding("b", .success, .milliseconds(2))]
        #expect(AddressFinding.combined(well).verdict == .success)
        #expect(AddressFinding.combined(well).connection.phases.connect == .milliseconds(2))
        #expect(
            AddressFinding.combined(well + [finding("c", none)]).verdict
                == .none(NoVerdict(reason: .localResources, message: "c: no ports")))
        #expect(
            AddressFinding.combined([finding("c", none), finding("d", failure)]).verdict
                == .failure(ProbeFailure(reason: .status, message: "1 of 2 addresses fails: d: status: status 500")))
    }
}
