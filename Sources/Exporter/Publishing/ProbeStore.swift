import NinesMetrics

/// The last result of every target, and whether all have one.
final class ProbeStore: Sendable {
    struct Entry: Sendable {
        var result: ProbeResult?
        var successes: UInt64 = 0
        var failures: UInt64 = 0
    }

    private let entries: Lock<[Entry]>

    init(count: Int) {
        entries = Lock(Array(repeating: Entry(), count: count))
    }

    func record(_ result: ProbeResult, at index: Int) {
        entries.withLock { entries in
            entries[index].result = result
            if result.succeeded { entries[index].successes += 1 } else { entries[index].failures += 1 }
        }
    }

    /// By target, in the configuration's order.
    var all: [Entry] { entries.withLock { $0 } }

    /// Targets that have not been probed yet.
    var pending: Int { entries.withLock { $0.count { $0.result == nil } } }
}
