import Crypto
import Foundation
import NIOCore
import NIOSSL
import Testing
import X509

@testable import nines

/// Certificates good and bad, over real handshakes.
struct HTTPProberTLSTests {
    private static let prober = ProbeRunner.forTests(
        resolver: FixedResolver(["good.test": ["127.0.0.1"], "other.test": ["127.0.0.1"]]))

    /// Probes `https://<host>:<port>/` of a server with this identity, trusting `root`.
    private static func probe(
        _ identity: TestAuthority.Identity, trusting root: Certificate?, host: String = "good.test",
        maximumVersion: TLSVersion? = nil, _ change: (inout HTTPModule) -> Void = { _ in }
    ) async throws -> ProbeReport {
        try await ScriptedServer.serve(tls: identity.context(maximumVersion: maximumVersion)) { server in
            let url = server.url(scheme: "https", host: host)
            var module = HTTPModule()
            change(&module)
            let result: ProbeReport
            if let root {
                result = try await root.withFile { file in
                    module.tls.caFile = file
                    return try await prober.probe(url) { $0 = module }
                }
            } else {
                result = try await prober.probe(url) { $0 = module }
            }
            #expect(try await server.isLeftAlone())
            return result
        }
    }

    @Test(arguments: [(TLSVersion?.none, "TLS 1.3"), (.tlsv12, "TLS 1.2")])
    func `a trusted certificate is accepted and described`(maximum: TLSVersion?, version: String) async throws {
        let authority = try TestAuthority()
        let leaf = try authority.identity(
            dns: ["good.test", "*.good.test"], ip: [[127, 0, 0, 1]],
            until: Date(timeIntervalSince1970: 4_000_000_000))
        let result = try await Self.probe(leaf, trusting: authority.root.certificate, maximumVersion: maximum)
        #expect(result.failure == nil)
        #expect(result.seen.usedTLS)
        #expect(result.seen.phases.tls > .zero)
        let digest = try SHA256.hash(data: leaf.certificate.der).map { String(format: "%02x", $0) }.joined()
        #expect(
            result.connection.tls
                == TLSObservation(
                    version: version, earliestExpiry: 4_000_000_000, verifiedChainExpiry: 4_000_000_000,
                    leaf: .init(
                        fingerprintSHA256: digest, subject: "O=Nines Tests,CN=Test Leaf",
                        issuer: "O=Nines Tests,CN=Test Root",
                        subjectAlternativeNames: "good.test,*.good.test,127.0.0.1", serialNumber: "0a1b2c")))
    }

    @Test func `an expired certificate says when, and still reports its expiry`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.identity(dns: ["good.test"], until: Date(timeIntervalSince1970: 1_600_000_000))
        let result = try await Self.probe(leaf, trusting: authority.root.certificate)
        #expect(
            result.failure
                == ProbeFailure(reason: .tls, message: "the certificate expired on 2020-09-13 12:26:40 UTC"))
        #expect(result.connection.tls?.earliestExpiry == 1_600_000_000)
        #expect(result.connection.tls?.verifiedChainExpiry == nil)
        #expect(result.connection.tls?.leaf?.subjectAlternativeNames == "good.test")
        #expect(result.seen.statusCode == 0)
    }

    @Test func `a certificate of the future is not valid yet`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.identity(dns: ["good.test"], from: Date(timeIntervalSince1970: 4_000_000_000))
        let result = try await Self.probe(leaf, trusting: authority.root.certificate)
        #expect(
            result.failure?.message == "the certificate is not valid before 2096-10-02 07:06:40 UTC")
    }

    @Test func `a certificate for another name says which`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.identity(dns: ["good.test", "b.test"])
        let result = try await Self.probe(leaf, trusting: authority.root.certificate, host: "other.test")
        #expect(
            result.failure
                == ProbeFailure(
                    reason: .tls, message: "the certificate is issued for good.test,b.test, not for other.test"))
        #expect(result.connection.tls?.leaf != nil)
    }

    @Test func `addresses are verified as addresses`() async throws {
        let authority = try TestAuthority()
        let root = authority.root.certificate
        let byAddress = try authority.identity(ip: [[127, 0, 0, 1]])
        #expect(try await Self.probe(byAddress, trusting: root, host: "127.0.0.1").succeeded)
        let byName = try authority.identity(dns: ["127.0.0.1"])
        let refused = try await Self.probe(byName, trusting: root, host: "127.0.0.1")
        #expect(refused.failure?.reason == .tls)
    }

    @Test func `a common name alone is no name`() async throws {
        let authority = try TestAuthority()
        let result = try await Self.probe(authority.identity(), trusting: authority.root.certificate)
        #expect(result.failure?.message == "the certificate is issued for no host, not for good.test")
    }

    @Test func `the server name of the module is sent and verified`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.identity(dns: ["virtual.test"])
        let root = authority.root.certificate
        #expect(try await Self.probe(leaf, trusting: root) { $0.tls.serverName = "virtual.test" }.succeeded)
        let byHeader = try await Self.probe(leaf, trusting: root) {
            $0.headers = [.init(name: "Host", value: "virtual.test:443")]
        }
        #expect(byHeader.succeeded)
    }

    @Test func `an unknown authority and a self-signed certificate are told apart`() async throws {
        let authority = try TestAuthority()
        let stranger = try TestAuthority(name: "Stranger")
        let untrusted = try await Self.probe(
            stranger.identity(dns: ["good.test"]), trusting: authority.root.certificate)
        #expect(
            untrusted.failure?.message
                == "the certificate's issuer O=Nines Tests,CN=Stranger leads to no trusted root")
        let selfSigned = try await Self.probe(
            TestAuthority.selfSigned(dns: ["good.test"]), trusting: authority.root.certificate)
        #expect(
            selfSigned.failure?.message == "the certificate is self-signed and not among the trusted roots")
        #expect(selfSigned.connection.tls?.leaf?.subject == "O=Nines Tests,CN=Self")
    }

    @Test func `the system's roots do not know a test's authority`() async throws {
        let result = try await Self.probe(TestAuthority().identity(dns: ["good.test"]), trusting: nil)
        #expect(result.failure?.reason == .tls)
        #expect(result.connection.tls?.leaf != nil)
    }

    @Test func `a ca_file may hold the target's own certificate`() async throws {
        let leaf = try TestAuthority.selfSigned(dns: ["good.test"])
        #expect(try await Self.probe(leaf, trusting: leaf.certificate).succeeded)
        let wrongName = try await Self.probe(leaf, trusting: leaf.certificate, host: "other.test")
        #expect(wrongName.failure?.message == "the certificate is issued for good.test, not for other.test")
    }

    @Test func `an intermediate leads to the root, and an expired one is named`() async throws {
        let authority = try TestAuthority()
        let root = authority.root.certificate
        let middle = try authority.intermediate(until: Date(timeIntervalSince1970: 3_000_000_000))
        let good = try await Self.probe(authority.identity(dns: ["good.test"], issuer: middle), trusting: root)
        #expect(good.failure == nil)
        #expect(good.connection.tls?.earliestExpiry == 3_000_000_000)
        #expect(good.connection.tls?.verifiedChainExpiry == 3_000_000_000)

        let old = try authority.intermediate(until: Date(timeIntervalSince1970: 1_600_000_000))
        let bad = try await Self.probe(authority.identity(dns: ["good.test"], issuer: old), trusting: root)
        #expect(
            bad.failure?.message
                == "the issuing certificate O=Nines Tests,CN=Test Intermediate is valid from "
                + "2020-01-01 00:00:00 UTC to 2020-09-13 12:26:40 UTC")
        #expect(bad.connection.tls?.earliestExpiry == 1_600_000_000)
    }

    @Test func `a leaf is no authority`() async throws {
        let authority = try TestAuthority()
        let middle = try authority.identity(dns: ["middle.test"])
        let result = try await Self.probe(
            authority.identity(dns: ["good.test"], issuer: middle), trusting: authority.root.certificate)
        #expect(result.failure?.reason == .tls)
        #expect(result.failure?.message.contains("is not marked as a CA") == true)
    }

    @Test func `a certificate for clients is refused`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.identity(dns: ["good.test"], usage: [.clientAuth])
        let result = try await Self.probe(leaf, trusting: authority.root.certificate)
        #expect(result.failure?.message.contains("is not meant for servers") == true)
    }

    @Test func `insecure_skip_verify accepts anything and still reports it`() async throws {
        let leaf = try TestAuthority().identity(
            dns: ["else.test"], until: Date(timeIntervalSince1970: 1_600_000_000))
        let result = try await Self.probe(leaf, trusting: nil) { $0.tls.insecureSkipVerify = true }
        #expect(result.failure == nil)
        #expect(result.connection.tls?.earliestExpiry == 1_600_000_000)
        #expect(result.connection.tls?.verifiedChainExpiry == nil)
    }

    @Test func `all that is wrong is said at once`() async throws {
        let stranger = try TestAuthority(name: "Stranger")
        let leaf = try stranger.identity(dns: ["else.test"], until: Date(timeIntervalSince1970: 1_600_000_000))
        let result = try await Self.probe(leaf, trusting: TestAuthority().root.certificate)
        #expect(
            result.failure?.message
                == "the certificate expired on 2020-09-13 12:26:40 UTC; "
                + "the certificate is issued for else.test, not for good.test; "
                + "the certificate's issuer O=Nines Tests,CN=Stranger leads to no trusted root")
    }

    @Test func `a ca_file that is not there is named`() async throws {
        let leaf = try TestAuthority().identity(dns: ["good.test"])
        let result = try await Self.probe(leaf, trusting: nil) { $0.tls.caFile = "/nowhere/ca.pem" }
        #expect(
            result.failure
                == ProbeFailure(
                    reason: .tls,
                    message: "no trusted roots: /nowhere/ca.pem is not a readable PEM file "
                        + "(tried again after 10 s, or at a reload)"))
        #expect(result.connection.tls?.leaf != nil)
    }

    @Test func `plain HTTP on a port for TLS is a TLS failure`() async throws {
        try await ScriptedServer.serve(greeting: .open("HTTP/1.1 400 Bad Request\r\n\r\n")) { server in
            let result = try await Self.prober.probe(server.url(scheme: "https"))
            #expect(
                result.failure
                    == ProbeFailure(reason: .tls, message: "TLS failed: the target does not speak TLS on this port"))
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `TLS on a port for plain HTTP is not HTTP`() async throws {
        let context = try TestAuthority().identity(dns: ["good.test"]).context()
        try await ScriptedServer.serve(tls: context) { server in
            let result = try await Self.prober.probe(server.url())
            #expect(result.failure.map { [.protocol, .closed].contains($0.reason) } == true)
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `a handshake that stalls is a timeout that says so`() async throws {
        try await ScriptedServer.serve(answering: { _ in .silence }) { server in
            let result = try await Self.prober.probe(server.url(scheme: "https"), timeout: .milliseconds(300))
            #expect(
                result.failure
                    == ProbeFailure(
                        reason: .timeout, message: "the TLS handshake was not complete within the timeout of 300 ms"))
            #expect(result.connection.tls == nil)
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `a target that closes during the handshake is a TLS failure`() async throws {
        try await ScriptedServer.serve(greeting: .close) { server in
            let result = try await Self.prober.probe(server.url(scheme: "https"))
            #expect(result.failure?.reason == .tls)
        }
    }

    @Test func `an endless answer over TLS is cut off at the limit`() async throws {
        let context = try TestAuthority().identity(dns: ["good.test"]).context()
        let reply = ScriptedServer.Reply.endless("HTTP/1.1 200 OK\r\n\r\n")
        try await ScriptedServer.serve(tls: context, answering: { _ in reply }) { server in
            let result = try await ProbeRunner.forTests(limits: ProbeLimits(body: 1 << 20))
                .probe(server.url(scheme: "https")) { $0.tls.insecureSkipVerify = true }
            #expect(result.failure?.reason == .bodySize)
            #expect(result.seen.bodyLength == 1 << 20)
            #expect(try await server.isLeftAlone())
        }
    }

    @Test func `a redirect from plain to TLS is followed and its certificate reported`() async throws {
        let authority = try TestAuthority()
        let context = try authority.identity(dns: ["good.test"]).context()
        try await ScriptedServer.serve(tls: context) { secure in
            let location = secure.url("/in", scheme: "https", host: "good.test")
            let reply = ScriptedServer.Reply.response("301 Moved", ["Location: \(location)"])
            try await ScriptedServer.serve(answering: { _ in reply }) { plain in
                try await authority.root.certificate.withFile { file in
                    let result = try await Self.prober.probe(plain.url()) {
                        $0.tls.caFile = file
                        // Forced for the first host only: the second is verified by its own name.
                        $0.tls.serverName = "forced.test"
                    }
                    #expect(result.failure == nil)
                    #expect(result.seen.usedTLS)
                    #expect(result.connection.tls?.verifiedChainExpiry != nil)
                    #expect(result.seen.redirects == 1)
                }
            }
        }
    }
}
