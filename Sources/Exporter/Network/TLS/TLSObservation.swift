/// What a handshake showed, whether or not its certificates were accepted.
struct TLSObservation: Sendable, Equatable {
    /// Such as `TLS 1.3`; nil when the handshake did not get that far.
    var version: String?
    /// The earliest `notAfter` of the certificates presented, seconds since the Unix epoch.
    var earliestExpiry: Double
    /// The expiry of the verified chain; nil when none verified.
    var verifiedChainExpiry: Double?
    var leaf: Leaf?

    /// The leaf certificate, as `probe_ssl_last_chain_info` labels it.
    struct Leaf: Sendable, Equatable {
        var fingerprintSHA256: String
        var subject: String
        var issuer: String
        var subjectAlternativeNames: String
        var serialNumber: String
    }
}
