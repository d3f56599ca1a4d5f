import Foundation
import NIOSSL
import SwiftASN1
import X509

/// Certificates that are trusted without proof.
struct TrustedRoots: Sendable {
    let store: CertificateStore
    /// The same as a set: a file may also pin a target's own certificate.
    let certificates: Set<Certificate>

    init(_ certificates: [Certificate]) {
        store = CertificateStore(certificates)
        self.certificates = Set(certificates)
    }

    /// Blocks on the file system, and takes a processor some 10 ms for a bundle of all public roots.
    ///
    /// - Throws: when the file cannot be read or holds no certificate. One that cannot be parsed is left out: a bundle
    ///   of 140 must not fail for it.
    init(file: String) throws(DialFailure) {
        let parsed = try Self.read(file).compactMap { try? Certificate(derEncoded: $0.toDERBytes()) }
        guard !parsed.isEmpty else {
            throw DialFailure(.tls, "no trusted roots: \(file) holds no certificate")
        }
        self.init(parsed)
    }

    /// As the TLS library wants them.
    static func read(_ file: String) throws(DialFailure) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw DialFailure(.tls, "no trusted roots: \(file) is not a readable PEM file")
        }
    }

    /// Where Linux distributions, BSDs and macOS keep their roots; `SSL_CERT_FILE` comes first.
    private static let systemFiles = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch, Gentoo
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine, FreeBSD, macOS
    ]

    /// The file that is meant where one is named; the system's where none is.
    static func path(_ file: String?) throws(DialFailure) -> String {
        if let file { return file }
        if let named = getenv("SSL_CERT_FILE") { return String(cString: named) }
        if let found = systemFiles.first(where: { access($0, R_OK) == 0 }) { return found }
        throw DialFailure(
            .tls,
            "no trusted roots: none of \(systemFiles.joined(separator: ", ")) can be read "
                + "(install ca-certificates, or set SSL_CERT_FILE or ca_file)")
    }
}
