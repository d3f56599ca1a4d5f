import NIOCore

/// What those that depend on a target ask about it.
struct Standing: Sendable, Equatable {
    let name: String
    /// By its own probes alone: a target that is suppressed or in maintenance is down for its children if those say so.
    var isDown = false
    /// Whether its last probe with a verdict failed, that is, the last of its attempts.
    var hasFailed = false
    /// When that attempt began; nil before the first.
    var probedAt: NIODeadline?
    /// When its verdict came.
    var judgedAt: NIODeadline?
    /// How long that is worth anything: two intervals, as long as `probe_*` show it.
    var freshness: Duration = .zero

    /// One without a recent verdict suppresses nothing.
    func isDown(at now: NIODeadline) -> Bool { isDown && judgedAt.map { Duration(now - $0) <= freshness } ?? false }

    /// Whether it answered a probe that began at that time or later.
    func answered(since time: NIODeadline) -> Bool { !hasFailed && probedAt.map { $0 >= time } ?? false }
}

/// What is known of the targets that one depends on, through others too.
struct Ancestors: Sendable {
    /// The nearest first.
    var standings: [Standing] = []
    /// How long it takes at most until those that fail are found down.
    var patience: Duration = .zero

    /// The farthest that is down: others may be so because of it.
    func culprit(at now: NIODeadline) -> String? { standings.last { $0.isDown(at: now) }?.name }

    /// Whether none can turn out to have been down when a child failed.
    func haveAnswered(since time: NIODeadline) -> Bool { standings.allSatisfy { $0.answered(since: time) } }
}
