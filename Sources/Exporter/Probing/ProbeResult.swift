/// What one probe saw. A failed probe keeps all it learnt before it failed, so that an expired certificate still
/// reports its expiry and a wrong status its code.
struct ProbeResult: Sendable {
    /// Wall-clock start, seconds since the Unix epoch.
    var startedAt: Double
    /// From the start to the verdict, all redirects included.
    var duration: Duration
    var timeout: Duration
    /// Nil means the probe succeeded.
    var failure: ProbeFailure?
    /// The address last connected to.
    var address: ProbedAddress?
    var http = HTTPObservation()
    /// Nil unless a certificate was presented, trusted or not.
    var tls: TLSObservation?
    /// What happened, in order, for `nines probe`.
    var log: [LogLine] = []

    var succeeded: Bool { failure == nil }

    struct LogLine: Sendable, Equatable {
        /// Since the probe's start.
        var at: Duration
        var text: String
    }
}

struct ProbedAddress: Sendable, Equatable {
    /// 4 or 6.
    var ipProtocol: Int
    /// FNV-1a over the 4 or 16 address bytes: tells that the address changed without carrying it in a label.
    var hash: UInt32
    /// Such as `127.0.0.1:8080`.
    var text: String
}

/// The `probe_http_*` part of a result. Times are summed over all redirects; counts are of the last response.
struct HTTPObservation: Sendable, Equatable {
    struct Phases: Sendable, Equatable {
        var resolve: Duration = .zero
        var connect: Duration = .zero
        var tls: Duration = .zero
        /// From the request being written to the first byte of the response.
        var processing: Duration = .zero
        /// From the first to the last byte of the response.
        var transfer: Duration = .zero
    }

    var phases = Phases()
    /// 0 when no response came.
    var statusCode = 0
    /// 1.0 or 1.1; 0 when no response came.
    var version: Double = 0
    /// From the header; -1 when it says nothing.
    var contentLength: Int64 = -1
    /// Bytes of body read.
    var bodyLength: Int64 = 0
    var redirects = 0
    /// Whether the last response came over TLS.
    var usedTLS = false
    var failedDueToRegex = false
    /// The `Last-Modified` header, seconds since the Unix epoch.
    var lastModified: Double?
}

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
