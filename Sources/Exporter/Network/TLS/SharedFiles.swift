import NinesMetrics

/// What is made of files and shared by all probes: read once, by whoever needs it first, on a thread that may block.
/// Who comes meanwhile waits for the same reading.
///
/// What was read stays until ``renew(_:)`` finds other files. What could not be read is remembered for a while: a burst
/// of probes finds the same file missing, not one after the other.
final class SharedFiles<Name: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Blocks.
    typealias Reading = @Sendable (Name) throws(DialFailure) -> Value

    private struct Known: Sendable {
        var result: Result<Value, DialFailure>
        /// Of the files, from before they were read.
        var stamps: [FileStamp?]
        var time: ContinuousClock.Instant
    }

    private struct Entry {
        var known: Known?
        var reading: Task<Known, Never>?
    }

    private let entries = Lock<[Name: Entry]>([:])
    private let patience: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let paths: @Sendable (Name) -> [String]
    private let read: Reading

    /// - Parameters:
    ///   - patience: how long a failure is the answer before the files are tried again.
    ///   - paths: the files that `read` reads.
    init(
        patience: Duration = .seconds(10),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        paths: @escaping @Sendable (Name) -> [String], read: @escaping Reading
    ) {
        self.patience = patience
        self.now = now
        self.paths = paths
        self.read = read
    }

    /// What was read already, without waiting for anything.
    func known(_ key: Name) -> Value? { try? entries.withLock { $0[key]?.known }?.result.get() }

    /// - Throws: why the files cannot be used, and how long nobody tries again.
    func value(for key: Name) async throws(DialFailure) -> Value {
        let known = entries.withLock { $0[key]?.known }
        if let known, isGood(known) { return try known.result.get() }
        return try await reading(of: key).value.result.get()
    }

    /// Reads what `keys` stand for, if it was not read or its files have changed, and forgets the rest. Where a changed
    /// file cannot be used, what was read before stays.
    ///
    /// - Returns: why files cannot be used, in no order.
    @discardableResult
    func renew(_ keys: Set<Name>) async -> [DialFailure] {
        // They may have begun before the files changed.
        for reading in entries.withLock({ $0.values.compactMap(\.reading) }) { _ = await reading.value }
        let known = entries.withLock { entries in
            entries = entries.filter { keys.contains($0.key) }
            return entries.compactMapValues(\.known)
        }
        let paths = paths
        let stale = await BlockingWork.run {
            keys.filter { key in
                guard let known = known[key], case .success = known.result else { return true }
                return !paths(key).map { FileStamp($0) }.elementsEqual(known.stamps) { $0?.isSame(as: $1) == true }
            }
        }
        var failures: [DialFailure] = []
        // One at a time: each takes a processor for some milliseconds, and none is in a hurry.
        for key in stale {
            if case .failure(let failure) = await reading(of: key).value.result { failures.append(failure) }
        }
        return failures
    }

    private func isGood(_ known: Known) -> Bool {
        guard case .failure = known.result else { return true }
        return known.time.duration(to: now()) < patience
    }

    private func reading(of key: Name) -> Task<Known, Never> {
        entries.withLock { entries in
            if let reading = entries[key]?.reading { return reading }
            let reading = Task { await self.readNow(key) }
            entries[key, default: Entry()].reading = reading
            return reading
        }
    }

    private func readNow(_ key: Name) async -> Known {
        let (read, paths, time, patience) = (read, paths, now(), patience)
        let known = await BlockingWork.run {
            let stamps = paths(key).map { FileStamp($0) }
            let result: Result<Value, DialFailure>
            do throws(DialFailure) {
                result = .success(try read(key))
            } catch {
                let message = "\(error.message) (tried again after \(patience.rounded), or at a reload)"
                result = .failure(DialFailure(error.kind, message, code: error.code))
            }
            return Known(result: result, stamps: stamps, time: time)
        }
        entries.withLock { entries in
            entries[key]?.reading = nil
            if case .failure = known.result, case .success? = entries[key]?.known?.result { return }
            entries[key]?.known = known
        }
        return known
    }
}
