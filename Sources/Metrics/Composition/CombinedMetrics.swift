/// Several sources in one scrape: the registry of the service and those of its libraries, or views of them.
///
/// ```swift
/// let tenants = [try blue.view(labels: ["tenant": "blue"]), try green.view(labels: ["tenant": "green"])]
/// let page = Exposition.response(from: CombinedMetrics(tenants), accept: nil)
/// ```
///
/// Families of one name become one family with the children of all, in order of their label texts. Where two
/// sources have a child with the same labels, the earlier source's stays. Where they disagree about a family, so that a
/// page with both would be invalid, the earlier source's stays and ``conflicts`` says so. Timestamps that no page could
/// have are left out: of infos, and of a state set with states from several sources, unless all have the same. Created
/// times are left out of a family of which a source has none.
public final class CombinedMetrics: MetricSource {
    private let state: Lock<State>

    private struct State {
        var sources: [Entry]
        /// By family name, the children of families that more than one source has.
        var children: [[UInt8]: CombinedChildren] = [:]
        var conflicts: [RegistrationError] = []
        /// The same, to be searched.
        var knownConflicts: Set<RegistrationError> = []
    }

    /// The most conflicts that are kept: a source that invents names would otherwise fill the memory.
    private static let maximumConflicts = 1000

    /// - Parameter sources: Asked one after the other in each collection; the first has precedence.
    public init(_ sources: [any MetricSource]) {
        state = Lock(State(sources: sources.map { Entry($0) }))
    }

    /// A source as it was given once. A class, for its identity.
    fileprivate final class Entry: Sendable {
        let source: any MetricSource

        init(_ source: any MetricSource) {
            self.source = source
        }
    }

    /// A source that was added, and the way to take it out again: for one that is a value, which
    /// ``CombinedMetrics/remove(_:)`` cannot tell from others.
    ///
    /// ```swift
    /// let page = CombinedMetrics([blue])
    /// let upstream = page.add(SnapshotSource { green.collect() })
    /// upstream.remove()
    /// ```
    ///
    /// Dropping it changes nothing: the source stays.
    public struct AddedSource: Sendable {
        private let metrics: CombinedMetrics
        private let entry: Entry

        fileprivate init(_ entry: Entry, of metrics: CombinedMetrics) {
            self.entry = entry
            self.metrics = metrics
        }

        /// Asks the source no more: no collection that begins later has its families. False when it was taken out
        /// before.
        @discardableResult
        public func remove() -> Bool { metrics.remove { $0 === entry } }
    }

    /// Asks `source` too from now on, after the others: where it disagrees with one of them, theirs stays. The result
    /// takes it out again.
    @discardableResult
    public func add(_ source: any MetricSource) -> AddedSource {
        let entry = Entry(source)
        state.withLock { $0.sources.append(entry) }
        return AddedSource(entry, of: self)
    }

    /// Asks `source`, a registry for example, no more: no collection that begins later has its families. False when it
    /// is not one of the sources. One that is a value is taken out by what ``add(_:)`` returned.
    ///
    /// ```swift
    /// let page = CombinedMetrics([Registry.default, plugin])
    /// page.remove(plugin)
    /// ```
    @discardableResult
    public func remove(_ source: some MetricSource & AnyObject) -> Bool {
        remove { $0.source as AnyObject === source }
    }

    private func remove(where isWanted: (Entry) -> Bool) -> Bool {
        let removed = state.withLock { state -> [Entry] in
            let removed = state.sources.filter(isWanted)
            if !removed.isEmpty { state.sources.removeAll(where: isWanted) }
            return removed
        }
        // Freed without the lock.
        return withExtendedLifetime(removed) { !removed.isEmpty }
    }

    /// What the sources disagreed about in the collections so far, each conflict once, at most 1,000: families of one
    /// name with another type, unit, help or buckets, and names of samples that two families would expose. A family
    /// that only says another help is shown, with the earlier help; others that conflict are left out.
    public var conflicts: [RegistrationError] { state.withLock { $0.conflicts } }

    /// The sources' families that `names` admits, merged by name. Costs what the sources' collections cost, and for
    /// families of several sources a copy of their values; their children are put in order only after some came or
    /// went.
    ///
    /// A source that collects this combination itself gets no families, which is counted in
    /// `nines_metrics_dropped_total{reason="reentrant"}`.
    public func collect(_ names: NameFilter) -> Snapshot {
        let own = UserCall.owner(self)
        guard !UserCall.isUnderWay(.collecting, of: own) else {
            DroppedRecords.reentrant.count()
            return Snapshot(families: [])
        }
        var merge = FamilyMerge()
        for entry in state.withLock({ $0.sources }) {
            for family in UserCall.run(.collecting, of: own, { entry.source.collect(names) }).families {
                merge.add(family)
            }
        }
        var known = state.withLock { $0.children }
        var used: [[UInt8]: CombinedChildren] = [:]
        var families: [FamilySnapshot] = []
        families.reserveCapacity(merge.groups.count)
        for group in merge.groups {
            guard group.count > 1 else {
                families += group
                continue
            }
            let name = Array(group[0].descriptor.name.utf8)
            let columns = group.map(\.labels)
            let children =
                known[name].flatMap { $0.areOf(columns) ? $0 : nil }
                ?? CombinedChildren(columns, stateLabel: group[0].stateLabel)
            used[name] = children
            if let family = children.family(of: group) { families.append(family) }
        }
        // A scrape of some families does not forget the others.
        known = names == .all ? used : known.merging(used) { $1 }
        state.withLock { state in
            state.children = known
            for conflict in merge.conflicts
            where state.conflicts.count < Self.maximumConflicts && state.knownConflicts.insert(conflict).inserted {
                state.conflicts.append(conflict)
            }
        }
        families.sort { $0.descriptor.name.utf8.lexicographicallyPrecedes($1.descriptor.name.utf8) }
        return Snapshot(families: families)
    }
}

extension FamilySnapshot {
    fileprivate var stateLabel: String? { descriptor.type == .stateSet ? descriptor.name : nil }
}
