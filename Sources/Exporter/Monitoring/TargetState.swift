import NinesSLO

/// What a target is, for people and for alerts.
enum TargetState: Sendable, Equatable {
    /// No probe has come to a verdict, or too few have failed to call it down.
    case unknown
    case up
    /// Up, and somebody should look at it, for these reasons: at least one.
    case degraded([Degradation])
    case down
    /// It fails, and a target that it depends on is down: whose name this is.
    case suppressed(by: String)
    /// Somebody works on it, whatever its probes say.
    case maintenance

    /// The values of the label `state` of `nines_target_state`, in the order of the page.
    enum Name: String, Sendable, CaseIterable {
        case up, degraded, down, suppressed, maintenance, unknown
    }

    var name: Name {
        switch self {
        case .unknown: .unknown
        case .up: .up
        case .degraded: .degraded
        case .down: .down
        case .suppressed: .suppressed
        case .maintenance: .maintenance
        }
    }
}

/// Why a target that is up is not well.
enum Degradation: String, Sendable, CaseIterable {
    case slow, certificate
}

/// A target went from one state to another. Who raises alerts, keeps a history or tells people hears of nothing else.
struct MonitorTransition: Sendable, Equatable {
    /// Its name.
    var target: String
    var from: TargetState
    /// Of another name than `from`.
    var to: TargetState
    var at: Timestamp
    /// A sentence for people, without its full stop.
    var why: String
}
