internal import NinesSLO

/// Feeds a test with the recorded series themselves, where a query is beyond what ``SeriesMix`` reads: the alerts are
/// tested all the same, the query is not.
struct RecordingRuleFeed: Sendable {
    let generator: RuleGenerator

    /// Why the queries' own series are not fed.
    let reason: String

    func series(_ timeline: TestPhases, _ values: TestValues) -> [TestSeries] {
        let ratio = values.gauge(timeline) { DecimalText.partsPerBillion($0.errorRatio ?? 0) }
        switch generator.measure {
        case .events:
            let ratios = rawWindows.filter { $0 != SLOSeries.slice }.map { recorded(SLOSeries.ratio($0), $0, ratio) }
            // So many that no guard against low traffic matters.
            let bad = values.gauge(timeline) { "\($0.errorRatio ?? 0)" }
            let total = values.gauge(timeline) { $0.errorRatio == nil ? "0" : "1000000000" }
            let counted = generator.lowTraffic.isCounting ? generator.countedWindows.filter(isRaw) : []
            return Set([SLOSeries.slice] + counted).sorted().flatMap { window in
                [recorded(SLOSeries.total(window), window, total), recorded(SLOSeries.bad(window), window, bad)]
            } + ratios
        case .ratio:
            let slices =
                generator.document.definition.noData == .ignore
                ? [recorded(SLOSeries.sliceRatio, SLOSeries.slice, ratio)] : []
            return slices + rawWindows.map { recorded(SLOSeries.ratio($0), $0, ratio) }
        case .slices(let slices):
            // A bad slice for a slice that is bad.
            return [recorded(SLOSeries.sliceRatio, slices.length, ratio)]
        case .composite(let composite):
            return composite.parts.enumerated().flatMap { index, part in
                generator.windows.map { window in
                    TestSeries(
                        name: SLOSeries.ratio(window),
                        labels: [
                            "sloth_service": part.service, "sloth_slo": part.slo,
                            "sloth_window": DurationText.text(window),
                        ],
                        // Of a serial composite one part fails, of a weighted one all do alike.
                        values: composite.rule == .weighted || index == 0 ? ratio : values.gauge(timeline) { _ in "0" })
                }
            }
        }
    }

    private var rawWindows: [Duration] { generator.windows.filter(isRaw) }

    private func isRaw(_ window: Duration) -> Bool { window <= generator.longestRaw }

    private func recorded(_ name: String, _ window: Duration, _ values: String) -> TestSeries {
        TestSeries(name: name, labels: generator.series.labels(window), values: values)
    }
}
