import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import Testing
import X509

@testable import nines

/// Roots and client certificates, which probes share and a reload reads again.
struct HTTPProberTLSFilesTests {
    private static let resolver = FixedResolver(["good.test": ["127.0.0.1"]])

    private static func module(_ change: (inout TLSOptions) -> Void) -> Module {
        var module = Module.http2xx
        change(&module.http.tls)
        return module
    }

    private static func withFile<Result>(_ text: String, _ body: (String) async throws -> Result) async throws -> Result
    {
        let file = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString).pem").path()
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try await body(file)
    }

    @Test func `roots that changed are trusted after a renewal`() async throws {
        let (old, new) = (try TestAuthority(name: "Old"), try TestAuthority(name: "New"))
        let runner = ProbeRunner.forTests(resolver: Self.resolver)
        try await ScriptedServer.serve(tls: new.identity(dns: ["good.test"]).context()) { server in
            try await Self.withFile(old.root.certificate.serializeAsPEM().pemString) { file in
                let module = Self.module { $0.caFile = file }
                func probe() async throws -> ProbeReport {
                    try await runner.probe(server.url(scheme: "https", host: "good.test")) { $0 = module.http }
                }
                #expect(await runner.renew(for: [module]) == [])
                #expect(try await probe().failure?.reason == .tls)
                try new.root.certificate.serializeAsPEM().pemString.write(
                    toFile: file, atomically: true, encoding: .utf8)
                #expect(try await probe().failure?.reason == .tls)
                #expect(await runner.renew(for: [module]) == [])
                #expect(try await probe().succeeded)
                try "nothing".write(toFile: file, atomically: true, encoding: .utf8)
                #expect(
                    await runner.renew(for: [module]) == [
                        "no trusted roots: \(file) is not a readable PEM file (tried again after 10 s, or at a reload)"
                    ])
                #expect(try await probe().succeeded)
            }
        }
    }

    @Test func `a client certificate is shown to a server that asks, and a new one after a renewal`() async throws {
        let (authority, stranger) = (try TestAuthority(), try TestAuthority(name: "Stranger"))
        let client = try authority.identity(usage: [.clientAuth])
        let unknown = try stranger.identity(usage: [.clientAuth])
        let context = try authority.identity(dns: ["good.test"])
            .context(maximumVersion: .tlsv12, clients: authority.root.certificate)
        let runner = ProbeRunner.forTests(resolver: Self.resolver)
        try await ScriptedServer.serve(tls: context) { server in
            try await authority.root.certificate.withFile { roots in
                func probe(_ identity: TLSOptions.Identity?) async throws -> ProbeReport {
                    try await runner.probe(server.url(scheme: "https", host: "good.test")) {
                        $0.tls.caFile = roots
                        $0.tls.identity = identity
                    }
                }
                #expect(try await probe(nil).failure?.reason == .tls)
                try await Self.withFile(TestAuthority.pem(unknown)) { file in
                    let identity = TLSOptions.Identity(certificateFile: file, keyFile: file)
                    #expect(try await probe(identity).failure?.reason == .tls)
                    try TestAuthority.pem(client).write(toFile: file, atomically: true, encoding: .utf8)
                    #expect(await runner.renew(for: [Self.module { $0.identity = identity }]) == [])
                    #expect(try await probe(identity).failure == nil)
                }
            }
        }
    }

    @Test func `a client certificate that is gone fails the probe and names the file`() async throws {
        let identity = TLSOptions.Identity(certificateFile: "/nowhere/client.pem", keyFile: "/nowhere/client.key")
        try await ScriptedServer.serve { server in
            let report = try await ProbeRunner.forTests(resolver: Self.resolver)
                .probe(server.url(scheme: "https", host: "good.test")) { $0.tls.identity = identity }
            #expect(
                report.failure
                    == ProbeFailure(
                        reason: .tls,
                        message: "no client certificate: /nowhere/client.pem is not a readable PEM file "
                            + "(tried again after 10 s, or at a reload)"))
        }
    }

    @Test func `files that do not belong together are told apart from those that do`() async throws {
        let authority = try TestAuthority()
        let (one, other) = (try authority.identity(), try authority.identity())
        try await Self.withFile(TestAuthority.pem(one)) { file in
            try await Self.withFile(other.key.pemRepresentation) { key in
                #expect(ClientIdentity.problem(with: .init(certificateFile: file, keyFile: file)) == nil)
                #expect(
                    ClientIdentity.problem(with: .init(certificateFile: file, keyFile: key))
                        == "\(key) is not the key of the first certificate in \(file)")
                #expect(
                    ClientIdentity.problem(with: .init(certificateFile: key, keyFile: key))
                        == "no client certificate: \(key) holds none"
                        || ClientIdentity.problem(with: .init(certificateFile: key, keyFile: key))
                            == "no client certificate: \(key) is not a readable PEM file"
                )
                let text = """
                    modules:
                      m: {prober: http, http: {tls_config: {cert_file: \(file), key_file: \(key)}}}
                    """
                let error = #expect(throws: ConfigurationError.self) {
                    try Configuration.parse(text, file: "nines.yml")
                }
                #expect(
                    error?.problems.map(\.description) == [
                        "nines.yml:2: modules.m.http.tls_config.key_file: \(key) is not the key of the first "
                            + "certificate in \(file)"
                    ])
                let good = text.replacing(key, with: file)
                let module = try Configuration.parse(good, file: "nines.yml").modules["m"]
                #expect(module?.http.tls.identity == .init(certificateFile: file, keyFile: file))
            }
        }
    }
}
