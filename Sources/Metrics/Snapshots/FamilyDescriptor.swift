/// What all children of a family have in common: the metadata lines of an exposition.
public struct FamilyDescriptor: Sendable, Hashable {
    /// The full name as registered and scraped, a counter's `_total` and an info's `_info` included.
    public let name: String
    /// What the family's samples are.
    public let type: MetricType
    /// One sentence for people. Any text; encoders escape it.
    public let help: String
    /// The base unit, such as `seconds`; then also the name's ending (before `_total`). Nil: none declared.
    public let unit: String?
    /// Which characters the family's name and labels may have.
    public let nameScheme: NameScheme

    /// Checks the metadata of a family: the name's characters, a counter's `_total`, an info's `_info`, the unit as
    /// ending.
    ///
    /// - Throws: ``RegistrationError`` naming the rule that is broken.
    public init(
        _ name: String, type: MetricType, help: String, unit: String? = nil, nameScheme: NameScheme = .legacy
    ) throws(RegistrationError) {
        try NameRules.checkFamily(name, type: type, unit: unit, scheme: nameScheme)
        self.name = name
        self.type = type
        self.help = help
        self.unit = unit
        self.nameScheme = nameScheme
    }

    /// Whether every scraper reads the name as it is, without quotes.
    package var hasLegalName: Bool { nameScheme == .legacy || NameRules.isLegal(name, colons: true) }

    /// The name without a counter's `_total` or an info's `_info`: what OpenMetrics calls the family.
    package var baseName: Substring {
        Substring(name.utf8.dropLast(type.nameSuffix?.utf8.count ?? 0))
    }

    /// Every sample name that this family may expose, and its OpenMetrics family name. No other family of the same
    /// exposition may claim any of them (OpenMetrics 1.0, "Suffixes").
    package var claimedNames: [String] {
        switch type {
        case .counter: ["\(baseName)", name, "\(baseName)_created"]
        case .info: ["\(baseName)", name]
        case .gauge, .stateSet, .unknown: [name]
        case .histogram: [name, "\(name)_bucket", "\(name)_count", "\(name)_sum", "\(name)_created"]
        // Text 0.0.4 does not know gauge histograms: there their samples are named as a histogram's.
        case .gaugeHistogram:
            [name, "\(name)_bucket", "\(name)_gcount", "\(name)_gsum", "\(name)_count", "\(name)_sum"]
        case .summary: [name, "\(name)_count", "\(name)_sum", "\(name)_created"]
        }
    }
}

/// The kind of a family, as OpenMetrics names it on its `# TYPE` lines. The specification has these eight and no
/// others.
public enum MetricType: String, Sendable, Hashable, CaseIterable {
    /// Only rises, from 0 at its creation.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts observations in buckets, and sums them.
    case histogram
    /// A histogram whose buckets may fall: what is in a queue now, by age. No instrument is one; collectors and pages
    /// may have some.
    case gaugeHistogram = "gaugehistogram"
    /// Counts and sums observations, with quantiles of the last minutes.
    case summary
    /// A sample that is always 1, for the labels it carries: a build's version.
    case info
    /// Which of some named states hold: a sample of 0 or 1 for each.
    case stateSet = "stateset"
    /// Not said. Prometheus' text formats call it `untyped`.
    case unknown
}
