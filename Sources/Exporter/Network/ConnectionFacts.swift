/// What a probe learnt by connecting, however far it came.
struct ConnectionFacts: Sendable, Equatable {
    /// The address last connected to, or tried.
    var address: ProbedAddress?
    var phases = DialPhases()
    /// Nil unless a certificate was presented, trusted or not.
    var tls: TLSObservation?
}

/// How long the steps of connecting took.
struct DialPhases: Sendable, Equatable {
    var resolve: Duration = .zero
    var connect: Duration = .zero
    var tls: Duration = .zero
}

struct ProbedAddress: Sendable, Equatable {
    /// 4 or 6.
    var ipProtocol: Int
    /// FNV-1a over the 4 or 16 address bytes: tells that the address changed without carrying it in a label.
    var hash: UInt32
    /// Such as `127.0.0.1:8080`.
    var text: String
}
