import Crypto
import Foundation
import NIOCore
import SwiftASN1
import X509

/// What the `probe_ssl_*` metrics say about certificates.
enum CertificateFacts {
    /// The facts of the certificates presented, the leaf first; nil of none.
    static func observation(of certificates: [Certificate]) -> TLSObservation? {
        guard let leaf = certificates.first else { return nil }
        return TLSObservation(earliestExpiry: earliestExpiry(of: certificates) ?? 0, leaf: facts(of: leaf))
    }

    /// Seconds since the Unix epoch; nil of none.
    static func earliestExpiry(of certificates: [Certificate]) -> Double? {
        certificates.lazy.map(\.notValidAfter.timeIntervalSince1970).min()
    }

    /// The DNS names and then the IP addresses a certificate is issued for, separated by commas.
    static func names(of certificate: Certificate) -> String {
        guard let names = try? certificate.extensions.subjectAlternativeNames else { return "" }
        var hosts: [String] = []
        var addresses: [String] = []
        for name in names {
            switch name {
            case .dnsName(let host): hosts.append(host)
            case .ipAddress(let octets): addresses.append(address(Array(octets.bytes)))
            default: break
            }
        }
        return (hosts + addresses).joined(separator: ",")
    }

    /// Such as `2026-03-01 12:00:00 UTC`.
    static func day(_ date: Date) -> String {
        let text = date.formatted(.iso8601)
        return text.replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    private static func facts(of leaf: Certificate) -> TLSObservation.Leaf? {
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(leaf)) != nil else { return nil }
        return TLSObservation.Leaf(
            fingerprintSHA256: hex(SHA256.hash(data: serializer.serializedBytes)),
            subject: leaf.subject.description,
            issuer: leaf.issuer.description,
            subjectAlternativeNames: names(of: leaf),
            // The encoding's leading zero byte only says that the number is positive.
            serialNumber: hex(leaf.serialNumber.bytes.drop { $0 == 0 }))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private static func address(_ bytes: [UInt8]) -> String {
        (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0).ipAddress) ?? hex(bytes)
    }
}
