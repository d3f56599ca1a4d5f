/// What one probe saw. One that failed keeps all it learnt before, so that an expired certificate still reports its
/// expiry and a wrong status its code.
struct ProbeReport: Sendable {
    /// Wall-clock start, seconds since the Unix epoch.
    var startedAt: Double
    /// From the start to the verdict, all redirects included.
    var duration: Duration
    var timeout: Duration
    var verdict: Verdict
    /// Of the last connection; times are summed over all of them.
    var connection = ConnectionFacts()
    /// What only probers of its kind see; nil where nothing was.
    var observation: (any Observation)?
    /// What happened, in order, where somebody asked.
    var trace: [TraceLine] = []

    var succeeded: Bool { verdict == .success }
    var failure: ProbeFailure? { verdict.failure }
    /// Whether it says anything about the target.
    var hasVerdict: Bool { if case .none = verdict { false } else { true } }
}

/// What a prober's kind adds to a report.
protocol Observation: Sendable {
    /// Its samples, those of one family in the order of their labels.
    func write(to samples: inout ProbeSamples)
}

extension ProbeReport {
    /// The value that blackbox_exporter gives where no chain verified: year 1 as seconds since 1970.
    private static let noVerifiedChain = -62_135_596_800.0

    /// Everything the report says, for `probe_*`.
    func write(to samples: inout ProbeSamples) {
        samples.add(.success, succeeded ? 1 : 0)
        samples.add(.duration, duration.seconds)
        samples.add(.timeout, timeout.seconds)
        if let failure { samples.add(.failureInfo, 1, failure.reason.labels) }
        samples.add(.dnsLookup, connection.phases.resolve.seconds)
        samples.add(.ipProtocol, Double(connection.address?.ipProtocol ?? 0))
        if let address = connection.address { samples.add(.ipAddressHash, Double(address.hash)) }
        observation?.write(to: &samples)
        guard let tls = connection.tls else { return }
        samples.add(.earliestCertificateExpiry, tls.earliestExpiry)
        samples.add(.lastChainExpiry, tls.verifiedChainExpiry ?? Self.noVerifiedChain)
        if let leaf = tls.leaf {
            samples.add(
                .lastChainInfo, 1,
                ExtraLabels(
                    ("fingerprint_sha256", leaf.fingerprintSHA256), ("subject", leaf.subject), ("issuer", leaf.issuer),
                    ("subjectalternative", leaf.subjectAlternativeNames), ("serialnumber", leaf.serialNumber)))
        }
        // A handshake that did not end has no version, and no series of an empty one.
        if let version = tls.version { samples.add(.tlsVersion, 1, ExtraLabels(("version", version))) }
    }
}
