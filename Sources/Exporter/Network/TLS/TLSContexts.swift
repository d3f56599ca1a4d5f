import Foundation
import NIOCore
import NIOSSL
import NinesMetrics
import SwiftASN1
import X509

/// What connections over TLS share: NIOSSL's context and the trusted roots of each CA file, read once.
///
/// The files are read again by a new instance only, which a reload of the configuration makes.
final class TLSContexts: Sendable {
    /// How long a target may take to answer a polite goodbye before the socket is closed anyway.
    private static let shutdownTimeout = TimeAmount.milliseconds(250)

    /// Where Linux distributions, BSDs and macOS keep their roots; `SSL_CERT_FILE` comes first.
    private static let systemFiles = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch, Gentoo
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine, FreeBSD, macOS
    ]

    private struct Cache {
        var context: NIOSSLContext?
        var roots: [String?: TrustedRoots] = [:]
    }

    private let cache = Lock(Cache())

    /// The context of all connections: it verifies nothing by itself, since `CertificateVerifier` does.
    ///
    /// TLS 1.2 at least, as Go's clients and so blackbox_exporter ask for.
    func context() throws -> NIOSSLContext {
        try cache.withLock { cache in
            if let context = cache.context { return context }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            configuration.trustRoots = .certificates([])
            // The verifier looks at the name as well; anything less than this setting would skip the verifier.
            configuration.certificateVerification = .noHostnameVerification
            configuration.shutdownTimeout = Self.shutdownTimeout
            let context = try NIOSSLContext(configuration: configuration)
            cache.context = context
            return context
        }
    }

    /// A connection's TLS: shakes hands, and goes on when `verifier` accepts the certificates.
    ///
    /// - Parameter report: called on `loop` with the verdict before the handshake goes on or fails for it.
    func handler(
        verifying verifier: CertificateVerifier, on loop: any EventLoop,
        report: @escaping @Sendable (CertificateVerdict) -> Void
    ) throws -> NIOSSLClientHandler {
        // RFC 6066 has no addresses in the server name indication.
        let indicated = HostForm(verifier.name).isAddress ? nil : verifier.name
        return try NIOSSLClientHandler(context: context(), serverHostname: indicated) { presented, accepted in
            let verdict = loop.makePromise(of: CertificateVerdict.self)
            verdict.completeWithTask { await verifier.verdict(on: presented) }
            verdict.futureResult.whenSuccess { verdict in
                report(verdict)
                accepted.succeed(verdict.failure == nil ? .certificateVerified : .failed)
            }
        }
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

    /// The roots that a probe with these options trusts. Blocks on reading the file the first time only.
    ///
    /// - Throws: a failure of the kind `tls` that names the file.
    func roots(for options: TLSOptions) throws(DialFailure) -> TrustedRoots {
        let cached = cache.withLock { $0.roots[options.caFile] }
        if let cached { return cached }
        let roots: TrustedRoots
        if let file = options.caFile {
            roots = try TrustedRoots(file: file)
        } else {
            roots = try TrustedRoots(file: Self.systemFile())
        }
        cache.withLock { $0.roots[options.caFile] = roots }
        return roots
    }

    private static func systemFile() throws(DialFailure) -> String {
        if let named = getenv("SSL_CERT_FILE") { return String(cString: named) }
        if let found = systemFiles.first(where: { access($0, R_OK) == 0 }) { return found }
        throw DialFailure(
            .tls,
            "no trusted roots: none of \(systemFiles.joined(separator: ", ")) can be read "
                + "(install ca-certificates, or set SSL_CERT_FILE or ca_file)")
    }
}

/// Certificates that are trusted without proof.
struct TrustedRoots: Sendable {
    let store: CertificateStore
    /// The same as a set: a file may also pin a target's own certificate.
    let certificates: Set<Certificate>

    init(_ certificates: [Certificate]) {
        store = CertificateStore(certificates)
        self.certificates = Set(certificates)
    }

    /// - Throws: when the file cannot be read or holds no certificate. One that cannot be parsed is left out: a bundle
    ///   of 140 must not fail for it.
    fileprivate init(file: String) throws(DialFailure) {
        let loaded: [NIOSSLCertificate]
        do {
            loaded = try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw DialFailure(.tls, "no trusted roots: \(file) is not a readable PEM file")
        }
        let parsed = loaded.compactMap { try? Certificate(derEncoded: $0.toDERBytes()) }
        guard !parsed.isEmpty else {
            throw DialFailure(.tls, "no trusted roots: \(file) holds no certificate")
        }
        self.init(parsed)
    }
}
