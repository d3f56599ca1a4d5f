import NinesMetrics

/// A source of metrics for scrapes that wait in line for one thread: those that waited when a collection began share
/// it.
///
/// A scrape gets what was collected after it asked, so a record that happened before is in it. However many ask at
/// once, two collections do. A snapshot is kept only while a scrape waits that may use it.
final class ScrapeSharing: Sendable {
    private let source: any MetricSource
    private let state = Lock(State())

    private struct State {
        /// Counts scrapes and collections, for the order in which they began.
        var clock: UInt64 = 0
        var waiting = 0
        var last: (began: UInt64, names: NameFilter, snapshot: Snapshot)?
    }

    init(_ source: any MetricSource) {
        self.source = source
    }

    /// Runs `body` with the source as a scrape that asks now sees it. To be called before waiting for the thread.
    func scrape<Result: Sendable>(_ body: (Turn) async throws -> Result) async rethrows -> Result {
        let asked = state.withLock { state in
            state.clock += 1
            state.waiting += 1
            return state.clock
        }
        defer {
            state.withLock { state in
                state.waiting -= 1
                if state.waiting == 0 { state.last = nil }
            }
        }
        return try await body(Turn(sharing: self, asked: asked))
    }

    struct Turn: MetricSource {
        fileprivate let sharing: ScrapeSharing
        fileprivate let asked: UInt64

        func collect(_ names: NameFilter) -> Snapshot { sharing.collect(names, asked: asked) }
    }

    private func collect(_ names: NameFilter, asked: UInt64) -> Snapshot {
        let (shared, began) = state.withLock { state -> (Snapshot?, UInt64) in
            if let last = state.last, last.began > asked, last.names == names { return (last.snapshot, last.began) }
            state.clock += 1
            return (nil, state.clock)
        }
        if let shared { return shared }
        let snapshot = source.collect(names)
        state.withLock { state in
            // Nobody may have waited any more.
            if state.waiting > 0 { state.last = (began, names, snapshot) }
        }
        return snapshot
    }
}
