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

    /// - Parameter others: lengths that somebody else looks at.
    init(_ definition: SLODefinition, and others: [Duration] = []) {
        let tiers = definition.alerting.tiers
        var lengths = tiers.flatMap { [$0.longWindow, $0.shortWindow] } + others
        var rolling: Duration?
        if case .rolling(let length) = definition.window { rolling = length }
        if let rolling { lengths.append(rolling) }
        var windows: [Duration] = []
        for length in lengths where !windows.contains(length) {
            windows.insert(length, at: windows.firstIndex { $0 > length } ?? windows.count)
        }
        func position(_ length: Duration) -> Int? { windows.firstIndex(of: length) }
        // Every look-up finds its length: the windows are these lengths.
        self.tiers = tiers.map { (position($0.longWindow) ?? 0, position($0.shortWindow) ?? 0) }
        own = rolling.flatMap(position)
        self.windows = windows
        names = windows.map(DurationText.text)
    }
}
