/// What all children of a family have in common: the metadata lines of an exposition.
public struct FamilyDescriptor: Sendable, Hashable {
    /// The full name as registered and scraped, a counter's `_total` included.
    public let name: String
    /// What the family's samples are.
    public let type: MetricType
    /// One sentence for people. Any text; encoders escape it.
    public let help: String
    /// The base unit, such as `seconds`; then also the name's ending (before `_total`). Nil: none declared.
    public let unit: String?

    /// Checks the metadata of a family: the name's characters, a counter's `_total`, the unit as ending.
    ///
    /// - Throws: ``RegistrationError`` naming the rule that is broken.
    public init(_ name: String, type: MetricType, help: String, unit: String? = nil) throws(RegistrationError) {
        try NameRules.checkFamily(name, type: type, unit: unit)
        self.name = name
        self.type = type
        self.help = help
        self.unit = unit
    }

    /// The name without a counter's `_total`: what OpenMetrics calls the family.
    package var baseName: Substring {
        type == .counter && name.utf8.count > 6 ? name.dropLast(6) : name[...]
    }

    /// Every sample name that this family may expose, and its OpenMetrics family name. No other family of the same
    /// exposition may claim any of them (OpenMetrics 1.0, "Suffixes").
    package var claimedNames: [String] {
        switch type {
        case .counter: ["\(baseName)", name, "\(baseName)_created"]
        case .gauge: [name]
        case .histogram: [name, "\(name)_bucket", "\(name)_count", "\(name)_sum", "\(name)_created"]
        }
    }
}
