import NinesMetrics

/// A table for each kind of instrument, since one label may be that of several.
struct LookUpTables: Sendable {
    let counters: LookUpTable
    let gauges: LookUpTable
    let histograms: LookUpTable
    let timers: LookUpTable

    /// - Throws: ``RegistrationError`` when memory is out.
    init() throws(RegistrationError) {
        counters = try LookUpTable()
        gauges = try LookUpTable()
        histograms = try LookUpTable()
        timers = try LookUpTable()
    }

    subscript(kind: BridgedKind) -> LookUpTable {
        switch kind {
        case .counter: counters
        case .gauge: gauges
        case .histogram: histograms
        case .timer: timers
        }
    }
}
