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
}
