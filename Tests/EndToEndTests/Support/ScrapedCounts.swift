/// What one scrape brought Prometheus of an SLO: all of it from one page, under one timestamp.
struct ScrapedCounts {
    struct Counts {
        var good: Double
        var bad: Double
        var total: Double { good + bad }
    }

    /// When Prometheus began the scrape, in seconds, give or take the 2 ms by which it aligns timestamps.
    let time: Double
    /// How long it took: nines made the page between `time` and `time + duration`.
    let duration: Double
    /// Since nines started.
    let counts: Counts
    /// Of the alert's long window.
    let burnRate: Double
    /// Of the SLO's own window.
    let budgetBurnRate: Double

    private static let alignment = 0.002

    /// Every complete scrape so far, in order.
    static func all(from prometheus: Prometheus, slo: String) async throws -> [ScrapedCounts] {
        func samples(_ selector: String) async throws -> [Double: Double] { try await prometheus.samples(selector) }
        let good = try await samples(#"nines_slo_events_total{\#(slo),outcome="good"}"#)
        let bad = try await samples(#"nines_slo_events_total{\#(slo),outcome="bad"}"#)
        let burnRates = try await samples(#"nines_slo_burn_rate{\#(slo),window="20s"}"#)
        let budgets = try await samples(#"nines_slo_burn_rate{\#(slo),window="10m"}"#)
        let durations = try await samples(#"scrape_duration_seconds{job="nines"}"#)
        return good.keys.sorted().compactMap { time in
            guard let good = good[time], let bad = bad[time], let burnRate = burnRates[time],
                let budget = budgets[time], let duration = durations[time]
            else { return nil }
            return ScrapedCounts(
                time: time, duration: duration, counts: Counts(good: good, bad: bad), burnRate: burnRate,
                budgetBurnRate: budget)
        }
    }

    /// What the error ratio of the engine's window can be here; nil before the window is full.
    ///
    /// The engine samples the counters at the edges of slices of 1 s and at each scrape. An event is in the slice of
    /// the sample that found it, or in the one before, when that sample was the first of its slice. The window is all
    /// slices from the one `window` seconds back up to the open one. So it holds whatever was found by samples of the
    /// last
    /// `window` - 1 seconds, and nothing that was found more than `window` + 1 seconds ago. The counters of two scrapes
    /// say what was found between them.
    func gaugeBounds(window: Double, among scrapes: [ScrapedCounts]) -> ClosedRange<Double>? {
        let surelyInside = scrapes.first { $0.time - Self.alignment >= time + Self.alignment + duration - (window - 1) }
        let surelyOutside = scrapes.last {
            $0.time + Self.alignment + $0.duration <= time - Self.alignment - window - 1
        }
        guard let surelyInside, let surelyOutside else { return nil }
        return ratios(atLeastSince: surelyInside, atMostSince: surelyOutside)
    }

    /// What the quotient of two `increase(...[range])` can be at this scrape's timestamp; nil before the range is full.
    ///
    /// Prometheus takes the growth from the first sample in the range to the last, which is this one, and extrapolates
    /// it at most to the range's beginning: it multiplies by 1 up to range / (time of the last - time of the first). It
    /// does so for each series by itself, and by less for one that would have been below zero there. A sample at the
    /// very beginning of the range belongs to it in Prometheus 2, and not in Prometheus 3.
    func increaseBounds(range: Double, among scrapes: [ScrapedCounts]) -> ClosedRange<Double>? {
        guard let first = scrapes.first(where: { $0.time > time - range }),
            let before = scrapes.last(where: { $0.time <= time - range }), first.time < time
        else { return nil }
        return ratios(atLeastSince: first, atMostSince: before, stretched: range / (time - first.time))
    }

    /// The ratios of bad to all, where bad and good each are at least what came since one scrape, and at most what came
    /// since another, times a factor. Nil when there may be no events at all.
    private func ratios(
        atLeastSince inner: ScrapedCounts, atMostSince outer: ScrapedCounts, stretched factor: Double = 1
    ) -> ClosedRange<Double>? {
        let least = Counts(good: counts.good - inner.counts.good, bad: counts.bad - inner.counts.bad)
        let most = Counts(
            good: (counts.good - outer.counts.good) * factor, bad: (counts.bad - outer.counts.bad) * factor)
        guard least.total > 0 else { return nil }
        let low = least.bad / (least.bad + most.good)
        let high = most.bad / (most.bad + least.good)
        // Quotients of counts are rounded.
        return (low.isNaN ? 0 : low - 1e-9)...(high.isNaN ? 1 : high + 1e-9)
    }
}
