import Foundation
import NIOSSL
import SwiftASN1
import X509

/// What a probe learnt from the certificates of a handshake.
struct CertificateVerdict: Sendable {
    /// Nil when the leaf could not even be parsed.
    var observation: TLSObservation?
    /// Nil when the certificates are accepted.
    var failure: DialFailure?
}

/// Judges the certificates a target presents, and says what they are whether or not they are accepted.
///
/// Verification is done here instead of inside the TLS library because the library forgets what it rejects: an expired
/// certificate would then vanish from the metrics on the day its expiry matters.
struct CertificateVerifier: Sendable {
    let contexts: TLSContexts
    let options: TLSOptions
    /// The host name or IP address that the leaf must be issued for.
    let name: String

    /// More than a public chain has, and few enough that looking for a path through all of them stays cheap.
    private static let maximumPresented = 16

    /// Costs about a millisecond; suspends but never waits for anything but the first read of the roots.
    func verdict(on presented: [NIOSSLCertificate]) async -> CertificateVerdict {
        var certificates: [Certificate] = []
        for (index, certificate) in presented.prefix(Self.maximumPresented).enumerated() {
            do {
                certificates.append(try Certificate(derEncoded: certificate.toDERBytes()))
            } catch  where index == 0 {
                if options.insecureSkipVerify { return CertificateVerdict() }
                return CertificateVerdict(failure: Self.failure("the certificate cannot be parsed: \(error)"))
            } catch {
                continue
            }
        }
        guard let leaf = certificates.first else {
            return CertificateVerdict(failure: Self.failure("the target presented no certificate"))
        }
        var verdict = CertificateVerdict(observation: CertificateFacts.observation(of: certificates))
        if options.insecureSkipVerify { return verdict }
        do {
            let chain = try await verifiedChain(leaf: leaf, others: certificates.dropFirst())
            verdict.observation?.verifiedChainExpiry = CertificateFacts.earliestExpiry(of: chain)
        } catch {
            verdict.failure = error
        }
        return verdict
    }

    private static func failure(_ message: String) -> DialFailure { DialFailure(.tls, message) }

    private func verifiedChain(
        leaf: Certificate, others: some Sequence<Certificate>
    ) async throws(DialFailure) -> [Certificate] {
        let roots = try await contexts.roots(for: options)
        let now = Date()
        let isPinned = roots.certificates.contains(leaf)
        let isIssuedForName = await isIssuedForName(leaf)
        if isPinned, isIssuedForName, leaf.isValid(at: now) { return [leaf] }

        var verifier = Verifier(rootCertificates: roots.store) {
            RFC5280Policy()
            ServerUsePolicy()
            identityPolicy
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(Self.distinct(others)))
        var failures: [CertificateValidationResult.PolicyFailure] = []
        switch result {
        case .validCertificate(let chain) where isIssuedForName: return Array(chain)
        case .validCertificate: throw Self.failure(wrongName(of: leaf))
        case .couldNotValidate(let found): failures = found
        }
        let isTrusted = isPinned || !failures.isEmpty
        throw Self.failure(
            diagnosis(leaf: leaf, isIssuedForName: isIssuedForName, isTrusted: isTrusted, failures, at: now))
    }

    /// Which promises the certificate breaks, in one sentence each: all of them, because mending one at a time costs a
    /// certificate each.
    private func diagnosis(
        leaf: Certificate, isIssuedForName: Bool, isTrusted: Bool,
        _ failures: [CertificateValidationResult.PolicyFailure], at now: Date
    ) -> String {
        var reasons: [String] = []
        if leaf.notValidAfter < now {
            reasons.append("the certificate expired on \(CertificateFacts.day(leaf.notValidAfter))")
        } else if leaf.notValidBefore > now {
            reasons.append("the certificate is not valid before \(CertificateFacts.day(leaf.notValidBefore))")
        }
        if !isIssuedForName { reasons.append(wrongName(of: leaf)) }
        if !isTrusted {
            reasons.append(
                leaf.subject == leaf.issuer
                    ? "the certificate is self-signed and not among the trusted roots"
                    : "the certificate's issuer \(leaf.issuer) leads to no trusted root")
        }
        let outdated = failures.lazy.compactMap { $0.chain.dropFirst().first { !$0.isValid(at: now) } }.first
        if let outdated, reasons.isEmpty {
            let (first, last) = (outdated.notValidBefore, outdated.notValidAfter)
            reasons.append(
                "the issuing certificate \(outdated.subject) is valid from "
                    + "\(CertificateFacts.day(first)) to \(CertificateFacts.day(last))")
        }
        if reasons.isEmpty { reasons.append(failures.first.map { "\($0.policyFailureReason)" } ?? "not acceptable") }
        return reasons.joined(separator: "; ")
    }

    private func wrongName(of leaf: Certificate) -> String {
        var names = CertificateFacts.names(of: leaf)
        // Some certificates are shared by hundreds of hosts.
        if names.count > 200 { names = "\(names.prefix(200))..." }
        return "the certificate is issued for \(names.isEmpty ? "no host" : names), not for \(name)"
    }

    private var identityPolicy: ServerIdentityPolicy {
        // A zone means something to this machine only.
        HostForm(name).isAddress
            ? ServerIdentityPolicy(serverHostname: nil, serverIP: String(name.prefix { $0 != "%" }))
            : ServerIdentityPolicy(serverHostname: name, serverIP: nil)
    }

    /// The identity policy alone: a certificate that is its own root passes every other test of a chain of one.
    ///
    /// The common name does not count: browsers and Go's clients have stopped reading it.
    private func isIssuedForName(_ leaf: Certificate) async -> Bool {
        guard let names = try? leaf.extensions.subjectAlternativeNames, !names.isEmpty else { return false }
        var verifier = Verifier(rootCertificates: CertificateStore([leaf])) {
            identityPolicy
            CriticalExtensionsIgnored(of: leaf)
        }
        if case .validCertificate = await verifier.validate(leaf: leaf, intermediates: CertificateStore([])) {
            return true
        }
        return false
    }

    /// One certificate of each subject, key and issuer: with copies that differ otherwise, a hostile chain could have
    /// more paths than anybody can walk.
    private static func distinct(_ certificates: some Sequence<Certificate>) -> [Certificate] {
        var seen: [Certificate] = []
        for certificate in certificates {
            let isKnown = seen.contains {
                $0.subject == certificate.subject && $0.publicKey == certificate.publicKey
                    && $0.issuer == certificate.issuer
            }
            if !isKnown { seen.append(certificate) }
        }
        return seen
    }
}

extension Certificate {
    fileprivate func isValid(at time: Date) -> Bool { notValidBefore <= time && time <= notValidAfter }
}

/// Requires that no certificate of the chain is limited to other uses than authenticating servers.
private struct ServerUsePolicy: VerifierPolicy {
    /// Also the two that may be critical and that clients of the web do not act on: certificate policies and the
    /// distribution points of revocation lists.
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.extendedKeyUsage, [2, 5, 29, 32], [2, 5, 29, 31],
    ]

    func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
        // A root's own restrictions are the trust store's business.
        for certificate in chain.dropLast(chain.count > 1 ? 1 : 0) {
            do {
                guard let usage = try certificate.extensions.extendedKeyUsage else { continue }
                if !usage.contains(.serverAuth), !usage.contains(.any) {
                    return .failsToMeetPolicy(
                        reason: "the certificate \(certificate.subject) is not meant for servers (extended key usage)")
                }
            } catch {
                return .failsToMeetPolicy(reason: "the extended key usage of \(certificate.subject) cannot be parsed")
            }
        }
        return .meetsPolicy
    }
}

/// Lets one question be asked of a certificate whatever else it says.
private struct CriticalExtensionsIgnored: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier]

    init(of certificate: Certificate) {
        verifyingCriticalExtensions = certificate.extensions.map(\.oid)
    }

    func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult { .meetsPolicy }
}
