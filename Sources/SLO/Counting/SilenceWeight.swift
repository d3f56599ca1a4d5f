/// How many events a silent slice stands for: the mean of the slices that were judged in some time before it.
///
/// That time is the longest long window of the page tiers; of all tiers where none pages; the SLO's window where there
/// are no tiers. Slices made up for silence are part of the mean, so the weight stays while silence lasts. Slices that
/// nobody watched from edge to edge are not, and neither are those before the first event, which have no weight. One
/// slice hardly moves a mean, so it does not matter how much of a slice had passed when an outage began in it.
struct SilenceWeight {
    /// Seconds in a slice that is judged.
    let width: Int64
    /// Judged slices: their events as good ones, and how many they are as what is covered.
    private var judged: SliceRing
    private var isPlaced = false
    /// The latest slice with events, by its index.
    private var last: (index: Int64, counts: EventCounts)?
    /// The mean as it was last, 0 before the first: what silence weighs when nothing was judged for longer than the
    /// time looked at.
    private var weight: UInt64 = 0

    /// Sums that are kept at most, for 7 kB: one for each slice of a minute in 6 hours.
    private static let mostSums: Int64 = 360

    /// - Parameter width: seconds in a slice that is judged, at least 1.
    init(_ definition: SLODefinition, width: Int64) {
        self.width = width
        let span = Self.span(definition).components.seconds
        // At most 14,640 slices of 6 s in a sum, for a window of a year: within 16 bits.
        let multiple = max(span.dividedUp(by: width * Self.mostSums), 1)
        judged = SliceRing(width: width * multiple, multiple: multiple, lengths: [span])
    }

    /// The time that the mean is of.
    static func span(_ definition: SLODefinition) -> Duration {
        let tiers = definition.alerting.tiers
        let pages = tiers.filter { $0.severity == .page }
        return (pages.isEmpty ? tiers : pages).map(\.longWindow).max() ?? definition.window.length
    }

    /// Takes in a slice that had events.
    mutating func add(_ counts: EventCounts, at index: Int64, isWatchedWhole: Bool) {
        last = (index, counts)
        guard isWatchedWhole else { return }
        move(to: index)
        count(counts.total, at: index)
    }

    /// The events that a slice stands for which was watched and had none; nil before the first event.
    mutating func events(_ policy: NoDataPolicy, at index: Int64) -> EventCounts? {
        guard policy != .ignore, let last else { return nil }
        move(to: index)
        // Nothing was judged yet when the first events came in a slice that was watched in part.
        guard weight > 0 else { return nil }
        let events = weight
        count(events, at: index)
        switch policy {
        case .ignore: return nil
        case .good: return EventCounts(good: events, bad: 0)
        case .bad: return EventCounts(good: 0, bad: events)
        case .hold:
            // At most `events`, as bad is at most the total; rounded to the nearest.
            let total = UInt128(last.counts.good) + UInt128(last.counts.bad)
            let bad = UInt64((UInt128(events) * UInt128(last.counts.bad) + total / 2) / total)
            return EventCounts(good: events - bad, bad: bad)
        }
    }

    /// Lets go of what was judged too long before a slice, and weighs what is left.
    private mutating func move(to index: Int64) {
        if isPlaced { judged.move(to: index * width) } else { judged.start(at: index * width) }
        isPlaced = true
        guard let window = judged.windows.first, window.covered > 0 else { return }
        // Every slice has at least one event, so the mean has. To the nearest; `covered` is below 2^23.
        let (mean, rest) = window.counts.good.quotientAndRemainder(dividingBy: UInt64(window.covered))
        weight = mean + (rest * 2 >= UInt64(window.covered) ? 1 : 0)
    }

    private mutating func count(_ events: UInt64, at index: Int64) {
        judged.add(EventCounts(good: events, bad: 0), covering: 1, toBase: index)
        // Of the first slice; later ones are weighed when time moves on.
        if weight == 0 { weight = events }
    }
}

extension SilenceWeight {
    /// For a state; nil before the first event.
    ///
    /// - Parameter second: leaves out slices that ended before it.
    func saved(since second: Int64?) -> SLOState.Silence? {
        last.map { last in
            SLOState.Silence(
                width: width, level: judged.level(since: second), lastStart: last.index * width, last: last.counts,
                weight: weight)
        }
    }

    /// Goes on from what an earlier run judged. Of slices of another length only the mean is taken over, for as long as
    /// they lasted.
    mutating func restore(_ saved: SLOState.Silence, at second: Int64) {
        let isLaidOutAlike = saved.width == width && saved.level.width == judged.width
        // Where the last judged slice left it, as time moves on with the next one.
        let newest = isLaidOutAlike ? saved.level.slices.last.map { $0.index * judged.width } : nil
        judged.start(at: min(newest ?? second, second))
        isPlaced = true
        if saved.last != .zero { last = (saved.lastStart.dividedDown(by: width), saved.last) }
        // Of no more than the events that 64 bits hold; the widths are at least 1 and below 2^25.
        weight = UInt64(clamping: UInt128(saved.weight) * UInt128(width) / UInt128(max(saved.width, 1)))
        judged.restore(isLaidOutAlike ? saved.level : even(as: saved))
        judged.sumWindows()
    }

    /// As many slices of the mean as the saved ones lasted, up to now.
    private func even(as saved: SLOState.Silence) -> SLOState.Level {
        // A ring has at most 361 sums, and each at most 2^16 slices.
        let most = Int64(judged.good.count) * judged.multiple
        let lasted = saved.level.slices.reduce(Int64(0)) { min($0 + Int64($1.covered), most) } * saved.width / width
        var (rest, index) = (min(lasted, most), judged.open)
        var slices: [SLOState.Slice] = []
        while rest > 0 {
            let count = min(rest, judged.multiple)
            let events = weight.multipliedReportingOverflow(by: UInt64(count))
            slices.append(
                SLOState.Slice(
                    index: index, counts: EventCounts(good: events.overflow ? .max : events.partialValue, bad: 0),
                    covered: UInt16(clamping: count)))
            rest -= count
            index -= 1
        }
        return SLOState.Level(width: judged.width, first: index + 1, slices: slices.reversed())
    }
}

/// What a slice that was watched and held no event says about the promise. Time that nobody watched says nothing under
/// any policy: it lowers the coverage.
///
/// With timeslices such a slice counts as one slice. With occurrences it weighs the mean number of events of the slices
/// judged before it, over the longest long window of the page tiers (of all tiers where none pages, of the SLO's window
/// where there are none), and nothing before the first event. Slices are a fifth of the shortest window long, at least
/// 6 s and at most 1 min: an outage that keeps all requests away then spends the budget as if they had come.
public enum NoDataPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing: no traffic is neither good nor bad.
    case ignore
    /// As if all had been good.
    case good
    /// As if all had been bad.
    case bad
    /// As good and bad as the last slice that had events.
    case hold
}
