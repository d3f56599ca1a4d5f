import NinesSLO

/// Makes a history of what counters in a Prometheus showed at steps of time.
///
/// Each series is read by itself and then summed, so the restart of one replica is not taken for one of all. A counter
/// that fell began again at 0. A series' first value is not counted: nobody knows how old it is. What grew over missing
/// steps is counted in the first step after them, and the missing ones are gaps, unless other series were seen there.
struct CounterHistory {
    let start: Timestamp
    let step: Duration
    /// Steps after the start.
    let count: Int

    struct Counts {
        var history: History
        /// Steps in which more was good, or bad, than there was in total. They count as all good, or all bad.
        var clamped: Int
    }

    /// Which two of the three were asked for.
    struct Matrices {
        var good: PrometheusMatrix?
        var bad: PrometheusMatrix?
        var total: PrometheusMatrix?
    }

    func counts(_ matrices: Matrices) throws(SLOError) -> Counts {
        let good = matrices.good.map(growth)
        let bad = matrices.bad.map(growth)
        let total = matrices.total.map(growth)
        var slices: [HistorySlice] = []
        var clamped = 0
        // Parts of events, which rates have, are carried on to the next step.
        var carriedGood = 0.0
        var carriedBad = 0.0
        for slot in 0..<count {
            let (g, b, t) = (good?[slot], bad?[slot], total?[slot])
            // Without a total nothing is known. Counters of failures often do not exist before the first.
            guard let whole = total == nil ? sum(g ?? nil, b ?? nil) : t ?? nil else { continue }
            var badPart = bad == nil ? whole - ((g ?? nil) ?? 0) : (b ?? nil) ?? 0
            if badPart < 0 || badPart > whole { clamped += 1 }
            badPart = min(max(badPart, 0), whole)
            carriedGood += whole - badPart
            carriedBad += badPart
            let counts = EventCounts(good: Self.whole(&carriedGood), bad: Self.whole(&carriedBad))
            let begin = start.advanced(by: step * slot)
            slices.append(HistorySlice(from: begin, to: begin.advanced(by: step), counts: counts))
        }
        return Counts(history: try History(slices), clamped: clamped)
    }

    private func sum(_ a: Double?, _ b: Double?) -> Double? {
        a == nil && b == nil ? nil : (a ?? 0) + (b ?? 0)
    }

    /// Takes the whole events off the sum.
    private static func whole(_ sum: inout Double) -> UInt64 {
        let whole = min((sum + 1e-6).rounded(.down), 1e15)
        guard whole > 0, let count = UInt64(exactly: whole) else { return 0 }
        sum -= whole
        return count
    }

    /// What all series together grew by in each step; nil where none was seen.
    private func growth(_ matrix: PrometheusMatrix) -> [Double?] {
        var sums = [Double?](repeating: nil, count: count)
        for series in matrix.series {
            var last: Double?
            for point in series.points where point.value.isFinite {
                defer { last = point.value }
                guard let last, let slot = slot(endingAt: point.instant) else { continue }
                sums[slot] = (sums[slot] ?? 0) + max(CounterGrowth.growth(from: last, to: point.value), 0)
            }
        }
        return sums
    }

    /// The step that ends at the instant; nil for the start and what is outside.
    private func slot(endingAt instant: Timestamp) -> Int? {
        let steps = (instant.duration(since: start) / step).rounded()
        guard steps >= 1, steps <= Double(count) else { return nil }
        return Int(steps) - 1
    }
}
