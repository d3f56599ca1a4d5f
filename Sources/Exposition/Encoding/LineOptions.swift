import NinesMetrics

/// What the lines of a page have, beside its samples.
struct LineOptions {
    let grammar: ExpositionFormat.Grammar
    /// Whether children's created times have lines of their own, where the grammar has such lines.
    let createdTimes: Bool

    /// The style of gauges, sums and counters that are not whole.
    var numberStyle: NumberText.Style { grammar == .text ? .go : .openMetrics }
    var writesCreated: Bool { createdTimes && grammar == .openMetrics }
    var writesExemplars: Bool { grammar == .openMetrics }
}
