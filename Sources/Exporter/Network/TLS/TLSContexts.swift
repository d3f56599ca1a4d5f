import NIOCore
import NIOSSL
import NinesMetrics
import X509

/// What connections over TLS share: NIOSSL's contexts, trusted roots and client certificates, each read once.
///
/// Files are looked at again by ``renew(_:)`` only, which a reload of the configuration asks for.
final class TLSContexts: Sendable {
    /// How long a target may take to answer a polite goodbye before the socket is closed anyway.
    private static let shutdownTimeout = TimeAmount.milliseconds(250)

    /// Of connections that show no certificate.
    private let anonymous = Lock<NIOSSLContext?>(nil)
    private let identified = SharedFiles<TLSOptions.Identity, NIOSSLContext>(
        paths: { [$0.certificateFile, $0.keyFile] },
        read: { files throws(DialFailure) in try TLSContexts.make(ClientIdentity(files)) })
    /// By file; nil for the system's.
    private let rootFiles = SharedFiles<String?, TrustedRoots>(
        paths: { [try? TrustedRoots.path($0)].compactMap(\.self) },
        read: { file throws(DialFailure) in try TrustedRoots(file: TrustedRoots.path(file)) })
    /// For the client of what is no probe.
    private let clients = SharedFiles<TLSOptions, TLSConfiguration>(
        paths: { options in
            let roots = try? TrustedRoots.path(options.caFile)
            return [roots, options.identity?.certificateFile, options.identity?.keyFile].compactMap(\.self)
        },
        read: { options throws(DialFailure) in try TLSContexts.client(options) })

    /// Reads the files that probes with these options need, if they were not read or have changed, and forgets all
    /// others.
    ///
    /// - Parameter clients: of connections that are no probes.
    /// - Returns: why files cannot be used. Where they could before, what they held then stays.
    func renew(_ probes: [TLSOptions], clients: [TLSOptions] = []) async -> [String] {
        let verifying = probes.filter { !$0.insecureSkipVerify }
        var failures = await rootFiles.renew(Set(verifying.map(\.caFile)))
        failures += await identified.renew(Set(probes.compactMap(\.identity)))
        failures += await self.clients.renew(Set(clients))
        return Set(failures.map(\.message)).sorted()
    }

    /// The context of connections with these options: it verifies nothing by itself, since `CertificateVerifier` does.
    /// At once, but for the first that shows a certificate.
    func context(for options: TLSOptions, on loop: any EventLoop) -> EventLoopFuture<NIOSSLContext> {
        guard let identity = options.identity else { return loop.makeCompletedFuture { try anonymousContext() } }
        if let context = identified.known(identity) { return loop.makeSucceededFuture(context) }
        let promise = loop.makePromise(of: NIOSSLContext.self)
        promise.completeWithTask { try await self.identified.value(for: identity) }
        return promise.futureResult
    }

    private func anonymousContext() throws(DialFailure) -> NIOSSLContext {
        if let context = anonymous.withLock({ $0 }) { return context }
        // Two would be as good as one.
        let context = try Self.make(nil)
        anonymous.withLock { $0 = context }
        return context
    }

    /// TLS 1.2 at least, as Go's clients and so blackbox_exporter ask for.
    private static func make(_ identity: ClientIdentity?) throws(DialFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        configuration.trustRoots = .certificates([])
        // The verifier looks at the name as well; anything less than this setting would skip the verifier.
        configuration.certificateVerification = .noHostnameVerification
        configuration.shutdownTimeout = shutdownTimeout
        identity?.add(to: &configuration)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw DialFailure(.tls, "TLS cannot be set up: \(TLSFailure.text(error))")
        }
    }

    /// The same options for a client that verifies by itself, which `OutboundHTTP` is.
    func client(for options: TLSOptions) async throws(DialFailure) -> TLSConfiguration {
        try await clients.value(for: options)
    }

    private static func client(_ options: TLSOptions) throws(DialFailure) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if options.insecureSkipVerify {
            configuration.certificateVerification = .none
        } else {
            // As certificates and not as a path: the client keeps contexts, and a path would stay the same when the
            // file changes.
            configuration.trustRoots = .certificates(try TrustedRoots.read(TrustedRoots.path(options.caFile)))
        }
        if let identity = options.identity { try ClientIdentity(identity).add(to: &configuration) }
        return configuration
    }

    /// A connection's TLS: shakes hands, and goes on when `verifier` accepts the certificates.
    ///
    /// - Parameter report: called on `loop` with the verdict before the handshake goes on or fails for it.
    func handler(
        _ context: NIOSSLContext, verifying verifier: CertificateVerifier, on loop: any EventLoop,
        report: @escaping @Sendable (CertificateVerdict) -> Void
    ) throws -> NIOSSLClientHandler {
        // RFC 6066 has no addresses in the server name indication.
        let indicated = HostForm(verifier.name).isAddress ? nil : verifier.name
        return try NIOSSLClientHandler(context: context, serverHostname: indicated) { presented, accepted in
            let verdict = loop.makePromise(of: CertificateVerdict.self)
            verdict.completeWithTask { await verifier.verdict(on: presented) }
            verdict.futureResult.whenSuccess { verdict in
                report(verdict)
                accepted.succeed(verdict.failure == nil ? .certificateVerified : .failed)
            }
        }
    }

    /// The roots that a probe with these options trusts. Waits for the file the first time only.
    ///
    /// - Throws: a failure of the kind `tls` that names the file.
    func roots(for options: TLSOptions) async throws(DialFailure) -> TrustedRoots {
        try await rootFiles.value(for: options.caFile)
    }

    /// As the `version` label of `probe_tls_version_info` has it.
    static func text(_ version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLS 1.0"
        case .tlsv11: "TLS 1.1"
        case .tlsv12: "TLS 1.2"
        case .tlsv13: "TLS 1.3"
        }
    }
}
