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

    /// The parts as they are for a composite with such alerts: windows are the composite's, and it alone alerts.
    func parts(for definition: SLODefinition) throws(SLOError) -> [(definition: SLODefinition, history: History)] {
        var own: [(definition: SLODefinition, history: History)] = []
        for (part, history) in parts {
            let definition = try SLODefinition(
                name: part.name, service: part.service, objective: definition.objective, window: definition.window,
                budgeting: part.budgeting, alerting: definition.alerting, noData: part.noData,
                maintenance: part.maintenance)
            own.append((definition, history))
        }
        return own
    }

    /// As if the composite counted events itself: in each span as many as its parts have together, and as large a share
    /// of them bad as the parts' ratios make. It is for finding incidents; what the alerts see is the engine's.
    var combined: History {
        let histories = parts.map(\.history)
        let edges = Set(histories.flatMap { $0.slices.flatMap { [$0.start.floorSeconds, $0.end.floorSeconds] } })
            .sorted()
        var feeds = histories.map(HistoryFeed.init)
        var slices: [HistorySlice] = []
        // Fractions of an event, so that rounding does not add up.
        var rest = 0.0
        for (start, end) in zip(edges, edges.dropFirst())
        where feeds.contains(where: { $0.watchedEnd(from: start, upTo: end) == end }) {
            let counts = feeds.indices.map { feeds[$0].events(until: end) }
            let total = counts.reduce(UInt64(0)) { $0 &+ $1.total }
            rest += indicator.errorRatio(of: counts.map(\.errorRatio)) * Double(total)
            let bad = min(UInt64(max(rest, 0)), total)
            rest -= Double(bad)
            slices.append(
                HistorySlice(
                    from: Timestamp(secondsSinceEpoch: Int(start)), to: Timestamp(secondsSinceEpoch: Int(end)),
                    counts: EventCounts(good: total - bad, bad: bad)))
        }
        // Never throws: edges ascend.
        return (try? History(slices)) ?? .empty
    }
}
