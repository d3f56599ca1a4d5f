import NIOCore
import NinesMetrics

/// The monitors of all targets, by name: what the configuration lists is what is watched.
final class Fleet: Sendable {
    /// A target and who listens to its probes.
    struct Entry: Sendable, Equatable {
        var target: Target
        var listeners: [ProbeListener] = []
    }

    /// An entry of one configuration with its monitor, which a moment later may serve an entry of the next one.
    struct Watched: Sendable {
        let monitor: Monitor
        let entry: Entry
        /// The labels of all its series, rendered.
        let labels: [UInt8]
    }

    private struct State {
        /// By name.
        var watched: [String: Watched] = [:]
        /// In the configuration's order.
        var names: [String] = []
        /// In the order of their labels.
        var listed: [Watched] = []
        var nextOrdinal = 0
        /// When it began to probe, which all schedules count from.
        var origin: NIODeadline?
        var hasEnded = false

        var monitors: [Monitor] { watched.values.map(\.monitor) }
    }

    private let loops: [ProbeLoop]
    /// One for each loop.
    private let reviews: [StateReview]
    private let surroundings: Monitor.Surroundings
    private let state = Lock(State())

    init(group: any EventLoopGroup, surroundings: Monitor.Surroundings) {
        loops = group.makeIterator().map(ProbeLoop.init)
        reviews = loops.map { StateReview(on: $0.loop) }
        self.surroundings = surroundings
    }

    /// In the configuration's order.
    var monitors: [Monitor] { state.withLock { state in state.names.compactMap { state.watched[$0]?.monitor } } }

    /// In the order of their labels, as pages have them: all of one configuration, also while the monitors go over to
    /// the next one by one. Labels of two configurations on one page could make the same series twice.
    var listed: [Watched] { state.withLock(\.listed) }

    /// Makes the entries what is watched, for the first time.
    func prepare(_ entries: [Entry], created: UnixTime) {
        _ = plan(entries, created: created)
        review()
    }

    /// Makes the entries what is watched. Monitors of targets that were there before go on, changed where their
    /// definition was; new ones begin, and those that are gone end, with the probe that they may have running. Returns
    /// when all of it holds. One call at a time.
    func apply(_ entries: [Entry], created: UnixTime) async {
        let plan = plan(entries, created: created)
        for monitor in plan.gone {
            await monitor.end()
            await monitor.interrupt()
        }
        for (monitor, entry) in plan.changed { await monitor.update(to: entry) }
        review()
        if let origin = plan.origin { for monitor in plan.new { await monitor.begin(from: origin, isFirst: false) } }
        for loop in loops { await loop.pruned() }
    }

    private struct Plan {
        var new: [Monitor] = []
        /// Of those that stay, the ones that the configuration says something else of.
        var changed: [(Monitor, Entry)] = []
        var gone: [Monitor] = []
        /// Nil where it does not probe.
        var origin: NIODeadline?
    }

    private func plan(_ entries: [Entry], created: UnixTime) -> Plan {
        state.withLock { state in
            var plan = Plan()
            var next: [String: Watched] = [:]
            for entry in entries {
                let name = entry.target.name
                guard let known = state.watched[name] else {
                    let monitor = Monitor(
                        entry.target, ordinal: state.nextOrdinal, on: loops[state.nextOrdinal % loops.count],
                        created: created, listeners: entry.listeners, surroundings: surroundings)
                    state.nextOrdinal += 1
                    next[name] = Watched(monitor: monitor, entry: entry, labels: entry.target.renderedLabels)
                    plan.new.append(monitor)
                    continue
                }
                next[name] = known
                guard entry != known.entry else { continue }
                next[name] = Watched(monitor: known.monitor, entry: entry, labels: entry.target.renderedLabels)
                plan.changed.append((known.monitor, entry))
            }
            plan.gone = state.watched.filter { next[$0.key] == nil }.map(\.value.monitor)
            plan.origin = state.hasEnded ? nil : state.origin
            state.watched = next
            state.names = entries.map(\.target.name)
            state.listed = next.values.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
            Self.relate(next.mapValues(\.monitor), by: entries.map(\.target))
            return plan
        }
    }

    /// Tells monitors which others their targets depend on.
    private static func relate(_ monitors: [String: Monitor], by targets: [Target]) {
        var tree = Ancestry.Tree(targets)
        for (name, monitor) in monitors {
            let ancestry = Ancestry(
                monitors: tree.ancestors(of: name).compactMap { monitors[$0] }, patience: tree.patience(above: name))
            monitor.ancestry.withLock { $0 = ancestry }
        }
    }

    /// Has the states looked at that may change without a probe.
    private func review() {
        let watched = Dictionary(grouping: monitors.filter(\.needsReview)) { $0.ordinal % loops.count }
        for (place, review) in reviews.enumerated() { review.watch(watched[place] ?? []) }
    }

    /// Begins to probe.
    func begin() async {
        let origin = loops.first?.loop.now ?? .now()
        let monitors = state.withLock { state in
            state.origin = origin
            return state.hasEnded ? [] : state.monitors
        }
        for monitor in monitors { await monitor.begin(from: origin, isFirst: true) }
        for review in reviews { review.begin() }
    }

    /// Starts no probe any more, and returns when none runs: those that do have `grace` to end and are interrupted
    /// then.
    func end(grace: Duration) async {
        let monitors = state.withLock { state in
            state.hasEnded = true
            return state.monitors
        }
        for review in reviews { review.end() }
        for monitor in monitors { await monitor.end() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cut short when all are idle before, to whom it is nothing, and when nobody waits for verdicts.
                try? await ContinuousClock().sleep(for: grace)
                for monitor in monitors { await monitor.interrupt() }
            }
            for monitor in monitors { await monitor.idle() }
            group.cancelAll()
        }
    }

    /// Targets that have not been probed yet.
    var pending: Int { monitors.count { $0.published.withLock { $0.last == nil } } }
}

extension Monitor {
    fileprivate func update(to entry: Fleet.Entry) {
        change(to: entry.target)
        change(listeners: entry.listeners)
    }
}

extension ProbeLoop {
    fileprivate func pruned() async { _ = try? await loop.submit { self.prune() }.get() }
}
