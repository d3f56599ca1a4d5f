package import NinesSLO

/// A composite's parts, each with what is known of its past.
package struct CompositeHistory: Sendable {
    package let indicator: CompositeIndicator
    /// In the indicator's order.
    package let parts: [(definition: SLODefinition, history: History)]

    package init(of indicator: CompositeIndicator, parts: [(definition: SLODefinition, history: History)]) {
        self.indicator = indicator
        self.parts = parts
    }

    /// - Throws: ``SLOError`` when the composite's tiers do not fit a part's timeslices.
    func check(_ alerting: AlertPolicy, for definition: SLODefinition) throws(SLOError) {
        for (part, _) in parts {
            do throws(SLOError) {
                _ = try SLODefinition(
                    name: part.name, service: part.service, objective: definition.objective, window: definition.window,
                    budgeting: part.budgeting, alerting: alerting)
            } catch {
                throw SLOError(key: error.key, "of its part \"\(part.name)\": \(error.description)")
            }
        }
    }

    /// As if the composite counted events itself: in each span as many as its parts' budgets count together, and as
    /// large a share of them bad as the parts' ratios make. It is for finding incidents; what the alerts see is the
    /// engine's.
    var combined: History {
        let budgeted = parts.map { $0.history.budgeted(by: $0.definition).divisible }
        // A timeslice counts as many events as the part has in one, on average.
        let weights = zip(parts, budgeted).map { part, budgeted in
            guard budgeted.counted != .events, part.history.counted == .events, budgeted.counts.total > 0 else {
                return 1 / Double(budgeted.unit)
            }
            return Double(part.history.counts.total) / Double(budgeted.counts.total)
        }
        let edges = Set(budgeted.flatMap { $0.slices.flatMap { [$0.start.floorSeconds, $0.end.floorSeconds] } })
            .sorted()
        var feeds = budgeted.map(HistoryFeed.init)
        var slices: [HistorySlice] = []
        // Fractions of an event, so that rounding does not add up.
        var (events, failures) = (0.0, 0.0)
        for (start, end) in zip(edges, edges.dropFirst())
        where feeds.contains(where: { $0.watchedEnd(from: start, upTo: end) == end }) {
            let counts = feeds.indices.map { feeds[$0].events(until: end) }
            let new = zip(counts, weights).reduce(0) { $0 + Double($1.0.total) * $1.1 }
            events += new
            failures += indicator.errorRatio(of: counts.map(\.errorRatio)) * new
            let total = UInt64(clamping: events)
            let bad = min(UInt64(clamping: failures), total)
            events -= Double(total)
            failures -= Double(bad)
            slices.append(
                HistorySlice(
                    from: Timestamp(secondsSinceEpoch: Int(start)), to: Timestamp(secondsSinceEpoch: Int(end)),
                    counts: EventCounts(good: total - bad, bad: bad)))
        }
        // Never throws: edges ascend.
        return (try? History(slices)) ?? .empty
    }
}

extension History {
    /// With timeslices as billionths, so that parts of them can be told; with events as it is.
    fileprivate var divisible: History {
        guard case .slices(unit: 1) = counted else { return self }
        let unit: UInt64 = 1_000_000_000
        let finer = slices.map { slice in
            // A slice of a history holds few timeslices: one at least lasts a second.
            HistorySlice(
                from: slice.start, to: slice.end,
                counts: EventCounts(good: slice.counts.good &* unit, bad: slice.counts.bad &* unit))
        }
        // Never throws: the slices are where they were.
        return (try? History(finer, counted: .slices(unit: unit))) ?? .empty
    }
}

extension UInt64 {
    /// The whole part, within what 64 bits hold; 0 for what is below.
    fileprivate init(clamping value: Double) { self = value >= 0x1p64 ? .max : value > 0 ? UInt64(value) : 0 }
}
