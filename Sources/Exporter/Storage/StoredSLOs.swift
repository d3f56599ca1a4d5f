import NinesMetrics
import NinesSLO

/// What SLOs have counted, as a part of the file: so budgets outlive the process.
final class StoredSLOs: StoredPart {
    private struct Contents {
        /// Which file has what the engine counted, and how far; nil when none has.
        var written: (file: Int, until: Timestamp?)?
        /// What SLOs counted that are not in this configuration: they may be in the next. Kept for as long as the
        /// process, so that a file that is begun again has them too.
        var others: [SLOState] = []
        /// Those of which no window can have anything any more.
        var outdated: [SLOState] = []
        /// The file in which `others` are whole and `outdated` are not.
        var tidied: Int?
    }

    private let engine: SLOEngine
    private let metrics: StateMetrics
    private let contents = Lock(Contents())

    /// - Parameter engine: all of its SLOs have been added.
    init(_ engine: SLOEngine, metrics: StateMetrics) {
        self.engine = engine
        self.metrics = metrics
    }

    var noun: String { "slos" }

    func restore(from connection: SQLConnection, file: Int, at now: Timestamp) throws -> Restored {
        var restored = Restored()
        var (others, outdated): ([SLOState], [SLOState]) = ([], [])
        defer { contents.withLock { $0 = Contents(written: (file, now), others: others, outdated: outdated) } }
        restored.damages = try SLOTable(connection: connection).readAll { state in
            do throws(SLOStateError) {
                try engine.restore(state, at: now)
                restored.count += 1
            } catch {
                if state.isOutdated(at: now) { outdated.append(state) } else { others.append(state) }
            }
        }
        return restored
    }

    func changes(for file: Int) -> Changes {
        let contents = contents.withLock { $0 }
        let since = contents.written.flatMap { $0.file == file ? $0.until : nil }
        let (states, until) = engine.changes(since: since)
        let isTidy = contents.tidied == file
        let interval = SLOTable.Interval(
            changes: states, areWhole: since == nil,
            whole: { [engine] index in
                states.indices.contains(index)
                    ? engine.state(of: states[index].slo, service: states[index].service) : nil
            })
        return Changes(
            write: { connection in
                let table = SLOTable(connection: connection)
                try table.append(interval)
                guard !isTidy else { return }
                try table.forget(contents.outdated)
                try table.settle(contents.others)
            },
            wereWritten: { [self] in
                self.contents.withLock { contents in
                    contents.written = (file, until)
                    contents.outdated = []
                    contents.tidied = file
                }
                if let until { metrics.recordPersisted(until: until) }
            })
    }

    func damages(in connection: SQLConnection) throws -> [String] {
        try SLOTable(connection: connection).damages()
    }
}

extension SLOState {
    /// Whether no window that an SLO may have reaches back to it.
    fileprivate func isOutdated(at now: Timestamp) -> Bool {
        guard let last = lastSample else { return true }
        return now.duration(since: last) > .seconds(366 * 86_400)
    }
}
