/// Why a probe failed: the bounded set of values of the `reason` label.
///
/// A reason says which promise was broken first, so that an alert can be routed without reading a log; the sentence
/// with the details is the failure's message.
enum FailureReason: String, Sendable, CaseIterable {
    /// The host name could not be resolved.
    case dns
    /// The target refused the connection.
    case connectRefused = "connect_refused"
    /// The connection was not established within the timeout.
    case connectTimeout = "connect_timeout"
    /// The connection failed for another reason: no route, reset while connecting.
    case connect
    /// The TLS handshake failed: an untrusted, expired or wrong certificate, no common version, garbage.
    case tls
    /// No access token could be had for the request: the token server refused or did not answer.
    case token
    /// Connected, but the TLS handshake or the answer was not complete within the timeout.
    case timeout
    /// The target closed the connection before the answer was complete.
    case closed
    /// What came back is not HTTP, or breaks its rules.
    case `protocol`
    /// Too many redirects, or one that cannot be followed.
    case redirect
    /// A status code that the module does not accept.
    case status
    /// The body matched a pattern it must not match, or did not match one it must.
    case body
    /// The body was longer than Nines reads.
    case bodySize = "body_size"
}

/// One failed probe: the reason for machines, the message for people.
struct ProbeFailure: Error, Sendable, Equatable, CustomStringConvertible {
    var reason: FailureReason
    var message: String

    var description: String { "\(reason.rawValue): \(message)" }
}

/// A set of reasons.
struct FailureReasons: OptionSet, Sendable, Hashable {
    let rawValue: UInt64

    static let all = FailureReasons(FailureReason.allCases)

    init(rawValue: UInt64) { self.rawValue = rawValue }

    init(_ reasons: [FailureReason]) {
        // There are far fewer than 64.
        rawValue = reasons.reduce(0) { $0 | 1 << UInt64($1.place) }
    }

    func contains(_ reason: FailureReason) -> Bool { rawValue & 1 << UInt64(reason.place) != 0 }
}

extension ProbeSettings {
    /// The reasons for which probes of an address can fail, so that their counters begin at 0 and no rate misses the
    /// first.
    func possibleFailures(at address: TargetAddress) -> FailureReasons {
        guard case .url(let url) = address, case .http(let http) = self else { return .all }
        var reasons: [FailureReason] = [
            .connectRefused, .connectTimeout, .connect, .timeout, .closed, .protocol, .status, .bodySize,
        ]
        // An address can be of the family that is not wanted.
        if !HostForm(url.host).isAddress || !http.addresses.fallback { reasons.append(.dns) }
        if url.scheme == .https { reasons.append(.tls) }
        if http.oauth2 != nil { reasons.append(.token) }
        if http.followRedirects { reasons.append(.redirect) }
        if http.judgesBody { reasons.append(.body) }
        return FailureReasons(reasons)
    }
}
