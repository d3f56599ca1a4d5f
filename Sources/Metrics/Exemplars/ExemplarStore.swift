import CNinesThreadCells
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The exemplars of one child: one per bucket, or the latest few of a child without classic buckets.
///
/// Recording threads never wait for it: `busy` is taken for a few stores by whoever finds it free, and an offer that
/// does not is dropped; exemplars are samples anyway. A collection takes it too, waiting a bounded time: a forked child
/// may have inherited it taken by a thread that it does not have.
///
/// `@unchecked Sendable`: `kept` and `oldest` are only touched by the one thread that has exchanged `busy` to true,
/// with acquire, and before it stores false with release; `dues` are atomic.
final class ExemplarStore: @unchecked Sendable {
    /// What the places are for.
    enum Places: Sendable {
        /// A place per bucket; a counter has one.
        case buckets(Int)
        /// The latest so many of all observations, under the bucket -1.
        case latest(Int)
    }

    private let policy: ExemplarPolicy
    private let clock: MetricClock
    private let isRing: Bool
    private let count: Int
    /// When each place may next be given another exemplar, in nanoseconds of the elapsed time; a ring has one for all.
    private let dues: UnsafeMutablePointer<Atomic<Int64>>
    private let kept: UnsafeMutablePointer<Exemplar?>
    /// The place of a ring that is written next.
    private var oldest = 0
    private let busy = Atomic<Bool>(false)
    /// Whether there is any to collect.
    private let hasAny = Atomic<Bool>(false)

    init(_ places: Places, policy: ExemplarPolicy, clock: MetricClock) {
        self.policy = policy
        self.clock = clock
        switch places {
        case .buckets(let buckets): (count, isRing) = (max(1, buckets), false)
        case .latest(let number): (count, isRing) = (max(1, number), true)
        }
        dues = .allocate(capacity: count)
        for place in 0..<count { (dues + place).initialize(to: Atomic(Int64.min)) }
        kept = .allocate(capacity: count)
        kept.initialize(repeating: nil, count: count)
    }

    deinit {
        dues.deinitialize(count: count).deallocate()
        kept.deinitialize(count: count).deallocate()
    }

    /// Whether a record should be asked for an exemplar that its caller does not give.
    var draws: Bool {
        switch policy.origin {
        case .nowhere, .caller: false
        case .source(let source): source != nil || ExemplarSource.isSet
        }
    }

    /// The labels that the policy's source has for this record; none when it has nothing to point to, and none, counted
    /// as dropped, for what a source records itself: asking it again would lead in a circle.
    func drawn() -> [Label] {
        guard case .source(let source) = policy.origin else { return [] }
        guard !UserCall.isUnderWay(.exemplarSource) else {
            DroppedRecords.reentrant.count()
            return []
        }
        return UserCall.run(.exemplarSource) { (source.map { $0() } ?? ExemplarSource.labels()) ?? [] }
    }

    var hasSystemClock: Bool { clock.isSystem }

    /// Whether the bucket may be given another exemplar. Looked at before a source is asked: a clock's reading is less
    /// than labels that are made and ignored.
    func isDue(_ bucket: Int) -> Bool {
        dues[place(of: bucket)].load(ordering: .relaxed) <= clock.elapsed().nanoseconds
    }

    private func place(of bucket: Int) -> Int { isRing ? 0 : min(max(0, bucket), count - 1) }

    /// Keeps an exemplar of `value`, which lies in `bucket`, unless there are no labels, or one was taken lately, or
    /// another thread is here. One with illegal labels is counted as dropped. Reads the clock, which may be code of
    /// users; calls none while it is `busy`.
    func offer(_ value: Double, labels: [Label], bucket: Int) {
        // A NaN is in no bucket that a scraper would find it in.
        guard !labels.isEmpty, !value.isNaN else { return }
        let place = place(of: bucket)
        let now = clock.elapsed().nanoseconds
        guard dues[place].load(ordering: .relaxed) <= now else { return }
        guard ExemplarRules.admit(labels) else { return DroppedRecords.exemplar.count() }
        let exemplar = Exemplar(value, labels: labels, time: clock.now())
        guard enter() else { return }
        let replaced = replace(place, with: exemplar, at: now)
        leave()
        // Freed only now, when nobody waits for it.
        withExtendedLifetime(replaced) {}
    }

    private func replace(_ place: Int, with exemplar: Exemplar, at now: Int64) -> Exemplar? {
        // Another thread may have been here since.
        guard dues[place].load(ordering: .relaxed) <= now else { return nil }
        let (due, overflows) = now.addingReportingOverflow(max(0, policy.interval.nanoseconds))
        dues[place].store(overflows ? .max : due, ordering: .relaxed)
        let target = isRing ? oldest : place
        if isRing { oldest = (oldest + 1) % count }
        let replaced = kept[target]
        kept[target] = exemplar
        hasAny.store(true, ordering: .relaxed)
        return replaced
    }

    /// Adds what is kept to `entries`, for child `index`. Adds nothing when it cannot be read within a bounded time.
    func append(child index: Int, to entries: inout [ExemplarColumn.Entry]) {
        guard hasAny.load(ordering: .relaxed) else { return }
        var attempts = 1000
        while !enter() {
            attempts -= 1
            guard attempts > 0 else { return }
            sched_yield()
        }
        defer { leave() }
        for step in 0..<count {
            // A ring's from the oldest on.
            let place = isRing ? (oldest + step) % count : step
            guard let exemplar = kept[place] else { continue }
            entries.append(.init(child: index, bucket: isRing ? -1 : place, exemplar: exemplar))
        }
    }

    private func enter() -> Bool { !busy.exchange(true, ordering: .acquiring) }

    private func leave() { busy.store(false, ordering: .releasing) }
}

extension Duration {
    /// Whole nanoseconds, at most what an `Int64` holds: 292 years.
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsToo) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflows || overflowsToo ? (seconds < 0 ? .min : .max) : sum
    }
}

/// What an exemplar's labels must be for every scraper to take the page.
package enum ExemplarRules {
    /// Of names and values together (OpenMetrics 1.0, "Exemplars").
    static let maximumCodePoints = 128

    package static func admit(_ labels: [Label]) -> Bool {
        var codePoints = 0
        for (index, label) in labels.enumerated() {
            // Names that start with __ are Prometheus' own: its parsers refuse the page.
            guard NameRules.isLegal(label.name, colons: false), !label.name.utf8.starts(with: "__".utf8),
                !labels[..<index].contains(where: { $0.name.utf8.elementsEqual(label.name.utf8) })
            else { return false }
            codePoints += label.name.utf8.count + label.value.unicodeScalars.count
            // Asked each time, so that many labels are not compared with each other.
            if codePoints > maximumCodePoints { return false }
        }
        return true
    }

    static func check(_ exemplar: Exemplar, of family: String) throws(RegistrationError) {
        guard !admit(exemplar.labels) else { return }
        let labels = exemplar.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        throw RegistrationError(
            .labels,
            "\(family): the exemplar {\(labels)}: names must be legal, without __ in front, and each there once; "
                + "names and values together have at most \(maximumCodePoints) characters")
    }
}

// How exemplars cost the instruments without them nothing: an instrument that keeps some has a cell in the chunk that
// no slab ever has. So the inlined fast path's own test for a missing chunk sends each of its records out of line, to a
// method that a subclass overrides, and that records in the real cells and then looks for an exemplar.

extension Instrument {
    /// Runs `body`, which may call code of users. Not under the mark of the look-up that this may be part of: others
    /// wait for marks, and that code may look something up itself.
    func outsideMark(_ body: () -> Void) {
        guard let mark = nines_thread_mark(), nines_mark_read(mark) % 2 == 1 else { return body() }
        // As long as the mark is left, a removal may drop the last other reference. The look-up touches neither the
        // table nor this object again.
        let own = Unmanaged.passRetained(self)
        nines_mark_leave_retaining(mark)
        body()
        own.release()
        nines_mark_enter(mark)
    }
}

extension ExemplarStore {
    /// Offers what the policy's source has for a record of `value` that was just made.
    func draw(_ value: Double, bucket: Int, by instrument: Instrument) {
        // The system's clock is read under the mark, as leaving it costs more; another may be code of users.
        guard draws, !hasSystemClock || isDue(bucket) else { return }
        instrument.outsideMark {
            if isDue(bucket) { offer(value, labels: drawn(), bucket: bucket) }
        }
    }

    /// Offers the caller's labels for such a record, and the source's where there are none.
    func take(_ labels: () -> [Label], _ value: Double, bucket: Int, by instrument: Instrument) {
        instrument.outsideMark {
            let labels = labels()
            guard labels.isEmpty else { return offer(value, labels: labels, bucket: bucket) }
            draw(value, bucket: bucket, by: instrument)
        }
    }
}
