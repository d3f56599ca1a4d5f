/// A source whose scrapes share the collecting when they overlap: several Prometheus servers, or one that retries.
///
/// While a collection runs, all that ask for one wait for the next, which serves them together. It begins after each of
/// them asked, so a record that happened before the call is in what the call returns. However many ask at once, two
/// collections do, and two snapshots are alive.
///
/// Waiting blocks the calling thread, for the rest of the running collection and the next one. A collector of the
/// source that collects this very source gets no families, which is counted in
/// `nines_metrics_dropped_total{reason="reentrant"}`; one that collects other shared scrapes does so by itself, as
/// threads could else wait for each other.
public final class SharedScrapes<Source: MetricSource>: MetricSource {
    /// What is collected.
    public let source: Source
    private let state = Monitor(State())

    private struct State {
        /// Whether a collection runs.
        var isCollecting = false
        /// The collection after the one that runs; nil while nobody waits for it.
        var next: Round?
    }

    /// One collection and those that share it.
    ///
    /// `@unchecked Sendable`: only touched under `state`'s lock.
    private final class Round: @unchecked Sendable {
        /// What any of them wants.
        var names: NameFilter
        var callers = 1
        var snapshot: Snapshot?

        init(_ names: NameFilter) {
            self.names = names
        }
    }

    private enum Part {
        /// To collect for all of the round.
        case lead(Round)
        case follow(Round)
    }

    /// Scrapes of `source` that share its collecting. Sharing is among callers of this object: keep one per source.
    public init(_ source: Source) {
        self.source = source
    }

    /// The families that `names` admits, at an instant after the call. Calls with different names share a collection of
    /// all they ask for.
    public func collect(_ names: NameFilter) -> Snapshot {
        let own = UserCall.owner(self)
        guard !UserCall.isUnderWay(.sharing, of: own), !UserCall.isUnderWay(.clock) else {
            DroppedRecords.reentrant.count()
            return Snapshot(families: [])
        }
        guard !UserCall.isUnderWay(.sharing) else {
            return UserCall.run(.sharing, of: own) { source.collect(names) }
        }
        switch part(in: names) {
        case .lead(let round): return lead(round, names)
        case .follow(let round):
            return Self.narrow(state.waitForResult { _ in round.snapshot }, to: names, of: round.names)
        }
    }

    private func part(in names: NameFilter) -> Part {
        state.withLock { state in
            if let next = state.next {
                next.names = next.names.union(names)
                next.callers += 1
                return .follow(next)
            }
            let round = Round(names)
            state.next = round
            return .lead(round)
        }
    }

    private func lead(_ round: Round, _ names: NameFilter) -> Snapshot {
        let all = state.waitForResult { state -> NameFilter? in
            guard !state.isCollecting else { return nil }
            state.isCollecting = true
            // Nobody joins from now on: who asks later may have recorded later.
            state.next = nil
            return round.names
        }
        let snapshot = UserCall.run(.sharing, of: UserCall.owner(self)) { source.collect(all) }
        state.withLock { state in
            state.isCollecting = false
            round.snapshot = snapshot
        }
        return Self.narrow(snapshot, to: names, of: all)
    }

    private static func narrow(_ snapshot: Snapshot, to names: NameFilter, of all: NameFilter) -> Snapshot {
        guard names != all else { return snapshot }
        return Snapshot(families: snapshot.families.filter { names.admits($0.descriptor) })
    }

    /// Calls that wait for a collection that has not begun: for tests.
    package var waitingCallers: Int { state.withLock { $0.next?.callers ?? 0 } }
}
