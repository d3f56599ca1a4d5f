internal import NinesSLO

/// The recorded series of one SLO.
struct SLOSeries: Sendable, Hashable {
    /// What tells the SLO's series from others, between braces.
    let selector: String
    /// On every series of the SLO.
    let labels: [String: String]
    /// The labels that the selector is made of.
    let identity: [String: String]

    init(_ document: SLODocument) {
        var labels = document.labels
        if let owner = document.owner { labels["owner"] = owner }
        let identity = [
            ("sloth_id", document.id), ("sloth_service", document.definition.service),
            ("sloth_slo", document.definition.name),
        ]
        for (name, value) in identity { labels[name] = value }
        self.labels = labels
        self.identity = Dictionary(uniqueKeysWithValues: identity)
        selector = "{" + identity.map { "\($0.0)=\(QueryText.quoted($0.1))" }.joined(separator: ", ") + "}"
    }

    static let badSlices = bad(slice)
    static let totalSlices = total(slice)
    static let sliceRatio = "slo:slice_error:ratio"
    static let slice: Duration = .seconds(300)
    static let slices = "5m"
    /// Longer ranges are composed of slices: reading six hours of counters is cheap, three days are not.
    static let longestRawRange: Duration = .seconds(21_600)

    static func bad(_ window: Duration) -> String { "slo:bad_events:over\(DurationText.text(window))" }

    static func total(_ window: Duration) -> String { "slo:total_events:over\(DurationText.text(window))" }

    static func ratio(_ window: Duration) -> String { "slo:sli_error:ratio_rate\(DurationText.text(window))" }

    func callAsFunction(_ name: String) -> String { name + selector }

    func labels(_ window: Duration) -> [String: String] {
        labels.merging(["sloth_window": DurationText.text(window)]) { $1 }
    }
}
