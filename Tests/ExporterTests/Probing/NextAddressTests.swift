import Testing

@testable import nines

/// Names with several addresses. Connecting to 255.255.255.255 fails at once with "Network is unreachable", whatever
/// networks a machine has; nobody listens on 127.0.0.2.
@Suite struct NextAddressTests {
    private func report(_ addresses: [String], at server: ScriptedServer) async throws -> ProbeReport {
        try await ProbeRunner.forTests(resolver: FixedResolver(["shop.test": addresses]))
            .probe("http://shop.test:\(server.port)/")
    }

    @Test func `the next is tried where this machine has no way to the one before`() async throws {
        try await ScriptedServer.serve { server in
            let report = try await report(["255.255.255.255", "255.255.255.255", "127.0.0.1"], at: server)
            #expect(report.succeeded, "\(report.verdict)")
            #expect(report.connection.address?.text == "127.0.0.1:\(server.port)")
            #expect(report.trace.count { $0.text.hasSuffix("trying the next address") } == 2)
        }
    }

    @Test func `a target that refuses has failed, whatever other addresses it has`() async throws {
        try await ScriptedServer.serve { server in
            let report = try await report(["127.0.0.2", "127.0.0.1"], at: server)
            #expect(report.failure?.reason == .connectRefused)
            #expect(server.record.accepted == 0)
        }
    }

    @Test func `without a way to any the last one's error is told`() async throws {
        try await ScriptedServer.serve { server in
            let report = try await report(["255.255.255.255"], at: server)
            #expect(report.failure?.reason == .connect)
            #expect(report.failure?.message.contains("Network is unreachable") == true, "\(report.verdict)")
        }
    }
}
