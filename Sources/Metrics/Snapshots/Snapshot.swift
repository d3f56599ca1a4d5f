/// All families of a registry at one instant, in ascending order of their names' bytes.
///
/// Snapshots are values: a test can keep one and compare it, and a slow scraper holds no lock.
public struct Snapshot: Sendable {
    /// Each name once.
    public let families: [FamilySnapshot]

    package init(families: [FamilySnapshot]) {
        self.families = families
    }

    /// A snapshot of families made elsewhere, in order of their names: what a source returns that keeps no registry,
    /// such as a proxy of other services' metrics. See ``SnapshotSource``.
    ///
    /// ```swift
    /// let queue = try FamilySnapshot(length, samples: [FamilySnapshot.Sample(7)])
    /// let page = ExpositionBody(try Snapshot([queue]), format: .text)
    /// ```
    ///
    /// - Throws: ``RegistrationError`` when two families would expose samples of one name, as a page with both would be
    ///   refused as a whole. ``CombinedMetrics`` merges families of one name instead, and
    ///   ``init(keepingFirst:conflicts:)`` leaves families out.
    public init(_ families: [FamilySnapshot]) throws(RegistrationError) {
        var claims = NameClaims()
        _ = try claims.add(families.map(\.descriptor))
        self.init(families: families.sorted { $0.descriptor.precedes($1.descriptor) })
    }

    /// A snapshot of those families that can stand on one page, in order of their names: for a page of another service,
    /// which may have what one page here must not, such as a gauge `a` beside a counter `a_total`.
    ///
    /// ```swift
    /// var conflicts: [RegistrationError] = []
    /// let snapshot = Snapshot(keepingFirst: families, conflicts: &conflicts)
    /// ```
    ///
    /// - Parameters:
    ///   - families: Of several that would expose samples of one name, the first stays.
    ///   - conflicts: Gets an error for each family that is left out, which names it and the one that has the name.
    public init(keepingFirst families: [FamilySnapshot], conflicts: inout [RegistrationError]) {
        var claims = NameClaims()
        var kept: [FamilySnapshot] = []
        for family in families {
            do throws(RegistrationError) {
                _ = try claims.add([family.descriptor])
                kept.append(family)
            } catch {
                conflicts.append(error)
            }
        }
        self.init(families: kept.sorted { $0.descriptor.precedes($1.descriptor) })
    }

    /// The families that `names` admits: what ``MetricSource/collect(_:)`` is to return of them.
    public func admitted(by names: NameFilter) -> Snapshot {
        names == .all ? self : Snapshot(families: families.filter { names.admits($0.descriptor) })
    }

    /// The family of that name (with a counter's `_total`); nil when the registry has none.
    public func family(_ name: String) -> FamilySnapshot? {
        families.first { $0.descriptor.name.utf8.elementsEqual(name.utf8) }
    }

    /// The value of the counter or gauge with exactly these labels; nil when there is none. Walks the family: for
    /// tests and tools.
    public func value(of name: String, labels: [String: String] = [:]) -> Double? {
        guard let family = family(name), let index = family.index(labels: labels) else { return nil }
        switch family.values {
        case .counters(let values): return values[index].total
        case .gauges(let values): return values[index]
        case .histograms, .nativeHistograms, .summaries: return nil
        }
    }
}

extension FamilyDescriptor {
    /// The order of families on a page: of their names' bytes.
    func precedes(_ other: FamilyDescriptor) -> Bool {
        name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }
}

extension FamilySnapshot {
    /// The child with exactly these labels; nil when there is none.
    func index(labels: [String: String]) -> Int? {
        let wanted = Set(labels.filter { !$0.value.isEmpty }.map { Label($0.key, $0.value) })
        return (0..<count).first { Set(self.labels.labels($0)) == wanted }
    }
}
