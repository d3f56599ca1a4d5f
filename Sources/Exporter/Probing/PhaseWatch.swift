import NIOCore

/// What a probe is doing, which decides what it is called when the time is up.
enum ProbeStage: Sendable, Equatable {
    /// Nothing that a phase counts.
    case idle
    /// Looking the host name up.
    case resolving
    /// Waiting for the connection.
    case connecting
    /// Connected; the TLS handshake runs.
    case handshaking
    /// The request is written; no byte has come back.
    case awaiting
    /// The response has begun.
    case receiving
}

/// Adds up how long a probe was in each stage, on the monotonic clock.
struct PhaseWatch {
    private(set) var stage = ProbeStage.idle
    private(set) var phases = HTTPObservation.Phases()
    private var since = NIODeadline.now()

    /// Ends the current stage and begins `next`; returns how long the ended one took.
    @discardableResult
    mutating func enter(_ next: ProbeStage) -> Duration {
        let now = NIODeadline.now()
        let elapsed = Duration(now - since)
        switch stage {
        case .idle: break
        case .resolving: phases.resolve += elapsed
        case .connecting: phases.connect += elapsed
        case .handshaking: phases.tls += elapsed
        case .awaiting: phases.processing += elapsed
        case .receiving: phases.transfer += elapsed
        }
        since = now
        stage = next
        return elapsed
    }
}

extension HTTPObservation.Phases {
    static func + (lhs: Self, rhs: Self) -> Self {
        Self(
            resolve: lhs.resolve + rhs.resolve, connect: lhs.connect + rhs.connect, tls: lhs.tls + rhs.tls,
            processing: lhs.processing + rhs.processing, transfer: lhs.transfer + rhs.transfer)
    }
}
