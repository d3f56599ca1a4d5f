import Crypto
import Foundation
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority that exists for one test.
struct TestAuthority {
    /// A certificate with its key and the certificates presented along with it.
    struct Identity {
        var certificate: Certificate
        var key: P256.Signing.PrivateKey
        var others: [Certificate] = []

        /// A server's side of TLS with this identity.
        ///
        /// - Parameter clients: the root of the clients that are served; nil for any, who are not asked who they are.
        func context(maximumVersion: TLSVersion? = nil, clients: Certificate? = nil) throws -> NIOSSLContext {
            let chain = try ([certificate] + others).map { certificate in
                NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: certificate.der, format: .der))
            }
            let privateKey = try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(privateKey))
            configuration.maximumTLSVersion = maximumVersion
            if let clients {
                configuration.certificateVerification = .noHostnameVerification
                configuration.trustRoots = .certificates([try NIOSSLCertificate(bytes: clients.der, format: .der)])
            }
            return try NIOSSLContext(configuration: configuration)
        }
    }

    /// The certificate and its key in one PEM text.
    static func pem(_ identity: Identity) throws -> String {
        try identity.certificate.serializeAsPEM().pemString + "\n" + identity.key.pemRepresentation + "\n"
    }

    /// 2020-01-01 and 2099-12-31T23:59:59, both UTC.
    static let past = Date(timeIntervalSince1970: 1_577_836_800)
    static let future = Date(timeIntervalSince1970: 4_102_444_799)

    let root: Identity

    init(name: String = "Test Root") throws {
        root = try Self.issue(subject: name, issuer: nil, isAuthority: true)
    }

    /// A leaf of the root, or of `issuer`.
    func identity(
        dns: [String] = [], ip: [[UInt8]] = [], issuer: Identity? = nil, serial: Certificate.SerialNumber = 0x0a_1b2c,
        from start: Date = past, until end: Date = future, usage: [ExtendedKeyUsage.Usage] = [.serverAuth]
    ) throws -> Identity {
        var identity = try Self.issue(
            subject: "Test Leaf", issuer: issuer ?? root, isAuthority: false,
            names: dns.map { .dnsName($0) }
                + ip.map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) },
            serial: serial, from: start, until: end, usage: usage)
        if let issuer { identity.others = [issuer.certificate] }
        return identity
    }

    func intermediate(until end: Date = future) throws -> Identity {
        try Self.issue(subject: "Test Intermediate", issuer: root, isAuthority: true, until: end)
    }

    /// A certificate that vouches for itself and is no authority.
    static func selfSigned(dns: [String]) throws -> Identity {
        try issue(subject: "Self", issuer: nil, isAuthority: false, names: dns.map { .dnsName($0) })
    }

    private static func issue(
        subject: String, issuer: Identity?, isAuthority: Bool, names: [GeneralName] = [],
        serial: Certificate.SerialNumber = 1, from start: Date = past, until end: Date = future,
        usage: [ExtendedKeyUsage.Usage] = []
    ) throws -> Identity {
        let key = P256.Signing.PrivateKey()
        let name = try DistinguishedName {
            CommonName(subject)
            OrganizationName("Nines Tests")
        }
        let certificate = try Certificate(
            version: .v3, serialNumber: serial, publicKey: .init(key.publicKey), notValidBefore: start,
            notValidAfter: end, issuer: issuer?.certificate.subject ?? name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(
                    isAuthority
                        ? BasicConstraints.isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority)
                if !names.isEmpty { SubjectAlternativeNames(names) }
                if !usage.isEmpty { try ExtendedKeyUsage(usage) }
            },
            issuerPrivateKey: .init(issuer?.key ?? key))
        return Identity(certificate: certificate, key: key)
    }
}

extension Certificate {
    var der: [UInt8] {
        get throws {
            var serializer = DER.Serializer()
            try serializer.serialize(self)
            return serializer.serializedBytes
        }
    }

    /// Calls `body` with the path of a PEM file that holds this certificate.
    func withFile<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString).pem")
        try serializeAsPEM().pemString.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path())
    }
}
