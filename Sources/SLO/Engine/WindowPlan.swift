/// The rolling windows that an SLO looks at.
struct WindowPlan {
    /// Each distinct length, ascending.
    let windows: [Duration]
    /// Their texts, for labels.
    let names: [String]
    /// For each tier the positions of its windows in `windows`.
    let tiers: [(long: Int, short: Int)]
    /// The position of the SLO's own window; nil for a calendar window.
    let own: Int?

    init(_ definition: SLODefinition) {
        let tiers = definition.alerting.tiers
        var lengths = tiers.flatMap { [$0.longWindow, $0.shortWindow] }
        var rolling: Duration?
        if case .rolling(let length) = definition.window { rolling = length }
        if let rolling { lengths.append(rolling) }
        let windows = Set(lengths).sorted()
        let positions = Dictionary(uniqueKeysWithValues: zip(windows, windows.indices))
        // Every look-up finds its key: the keys are these lengths.
        self.tiers = tiers.map { (positions[$0.longWindow, default: 0], positions[$0.shortWindow, default: 0]) }
        own = rolling.flatMap { positions[$0] }
        self.windows = windows
        names = windows.map(DurationText.text)
    }
}
