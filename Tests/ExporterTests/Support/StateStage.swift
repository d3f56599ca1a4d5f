import NIOCore
import NinesSLO

@testable import nines

/// A target's state, a second for each thing that happens.
struct StateStage {
    var target: Target
    private(set) var state = MonitorState(since: Timestamp(secondsSinceEpoch: 0))
    private(set) var told: [String] = []
    private var ancestors = Ancestors()
    private var second = 0
    private var isMaintenance = false

    init(_ rules: StateRules) {
        target = .named("a")
        target.rules = rules
    }

    /// What comes of a probe or of maintenance, by the marks of the tests, as a mark.
    mutating func play(_ mark: Character) -> Character {
        second += 1
        switch mark {
        case "m", "M": isMaintenance = mark == "m"
        default:
            let time = NIODeadline.uptimeNanoseconds(UInt64(second) * 1_000_000_000)
            var outcome = ProbeRound.Outcome(
                failure: mark == "-"
                    ? ProbeFailure(reason: .connectRefused, message: "a.test refused the connection") : nil,
                startedAt: time, endedAt: time)
            outcome.duration = mark == "-" || mark == "r" ? nil : mark == "s" || mark == "b" ? .seconds(2) : .seconds(1)
            outcome.certificateLeft = .seconds(mark == "c" || mark == "b" ? 86_400 : 864_000)
            state.hear(outcome, target.rules)
        }
        return settle()
    }

    mutating func settle() -> Character {
        let moment = MonitorState.Moment(
            now: .uptimeNanoseconds(UInt64(second) * 1_000_000_000), time: Timestamp(secondsSinceEpoch: second),
            isMaintenance: isMaintenance)
        if let transition = state.settle(as: target, under: ancestors, at: moment) {
            told.append(
                "\(second) \(transition.from.name) -> \(transition.to.name): \(transition.why)")
        }
        return state.current.mark
    }

    /// The target depends on one that is down, or not, as far as anybody knows.
    mutating func parent(isDown: Bool) {
        let now = NIODeadline.uptimeNanoseconds(UInt64(second + 1) * 1_000_000_000)
        ancestors = Ancestors(
            standings: [
                Standing(
                    name: "gateway", isDown: isDown, hasFailed: isDown, probedAt: now, judgedAt: now,
                    freshness: .seconds(30))
            ], patience: .seconds(10))
    }
}

extension TargetState {
    var mark: Character {
        switch self {
        case .unknown: "?"
        case .up: "U"
        case .degraded(let degradations): degradations.count > 1 ? "b" : degradations == [.slow] ? "s" : "c"
        case .down: "D"
        case .suppressed: "S"
        case .maintenance: "M"
        }
    }
}

extension StateRules {
    /// With bounds that the marks `s`, `c` and `b` are beyond.
    static let judging = judging(failures: 1, successes: 1)

    static func judging(failures: Int, successes: Int) -> StateRules {
        StateRules(
            failureThreshold: failures, successThreshold: successes, degradedAfter: .seconds(1),
            certificateExpiresWithin: .seconds(432_000))
    }
}
