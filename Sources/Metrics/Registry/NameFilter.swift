/// Which families a scrape wants, as the parameters `name[]` of its query say.
public struct NameFilter: Sendable, Hashable {
    /// Nil: every family.
    private let names: Set<[UInt8]>?

    /// Admits every family.
    public static let all = NameFilter(names: nil)

    private init(names: Set<[UInt8]>?) {
        self.names = names
    }

    /// Admits the families that have one of these names, or expose a sample of one: `http_requests`,
    /// `http_requests_total` and `http_requests_created` all name the same counter. No name at all admits every family.
    public init(_ names: some Sequence<String>) {
        let names = Set(names.map { Array($0.utf8) })
        self.names = names.isEmpty ? nil : names
    }

    /// Whether a family with that metadata is wanted.
    public func admits(_ family: FamilyDescriptor) -> Bool {
        guard let names else { return true }
        return family.claimedNames.contains { names.contains(Array($0.utf8)) }
    }

    /// Whether no family at all is wanted: then nothing need be asked.
    var admitsNothing: Bool { names?.isEmpty ?? false }

    /// What a source is asked for whose families get `prefix` before their names.
    func removing(prefix: String) -> NameFilter {
        guard let names, !prefix.isEmpty else { return self }
        let prefix = Array(prefix.utf8)
        return NameFilter(names: Set(names.filter { $0.starts(with: prefix) }.map { Array($0[prefix.count...]) }))
    }

    /// Admits what either admits.
    func union(_ other: NameFilter) -> NameFilter {
        guard let names, let others = other.names else { return .all }
        return NameFilter(names: names.union(others))
    }
}
