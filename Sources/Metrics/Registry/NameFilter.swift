/// Which families a scrape wants, as the parameters `name[]` of its query say.
public struct NameFilter: Sendable, Hashable {
    /// Nil: every family.
    private let names: Set<[UInt8]>?
    /// Whether families whose names not every scraper reads are admitted whatever `names` says.
    private let admitsQuoted: Bool

    /// Admits every family.
    public static let all = NameFilter(names: nil)

    private init(names: Set<[UInt8]>?, admitsQuoted: Bool = false) {
        self.names = names
        self.admitsQuoted = admitsQuoted
    }

    /// Admits the families that have one of these names, or expose a sample of one: `http_requests`,
    /// `http_requests_total` and `http_requests_created` all name the same counter. No name at all admits every family.
    public init(_ names: some Sequence<String>) {
        let names = Set(names.map { Array($0.utf8) })
        self.init(names: names.isEmpty ? nil : names)
    }

    /// This filter, admitting also every family whose name is escaped for most scrapers: by which name those know it is
    /// for the encoder to say, which then leaves out what was not asked for.
    package var admittingQuotedNames: NameFilter { NameFilter(names: names, admitsQuoted: names != nil) }

    /// This filter, admitting also the families that have what `transform` makes of the names.
    package func adding(_ transform: (String) -> String) -> NameFilter {
        guard let names else { return self }
        return NameFilter(
            names: names.union(names.map { Array(transform(String(decoding: $0, as: UTF8.self)).utf8) }),
            admitsQuoted: admitsQuoted)
    }

    /// Whether a family with that metadata is wanted.
    public func admits(_ family: FamilyDescriptor) -> Bool {
        guard let names else { return true }
        if admitsQuoted, !family.hasLegalName { return true }
        return family.claimedNames.contains { names.contains(Array($0.utf8)) }
    }

    /// Whether no family at all is wanted: then nothing need be asked.
    var admitsNothing: Bool { !admitsQuoted && names?.isEmpty ?? false }

    /// What a source is asked for whose families get `prefix` before their names.
    func removing(prefix: String) -> NameFilter {
        guard let names, !prefix.isEmpty else { return self }
        // Behind such a prefix every name is escaped.
        if admitsQuoted, !NameRules.isLegal(prefix, colons: true) { return .all }
        let prefix = Array(prefix.utf8)
        return NameFilter(
            names: Set(names.filter { $0.starts(with: prefix) }.map { Array($0[prefix.count...]) }),
            admitsQuoted: admitsQuoted)
    }

    /// Admits what either admits.
    func union(_ other: NameFilter) -> NameFilter {
        guard let names, let others = other.names else { return .all }
        return NameFilter(names: names.union(others), admitsQuoted: admitsQuoted || other.admitsQuoted)
    }
}
