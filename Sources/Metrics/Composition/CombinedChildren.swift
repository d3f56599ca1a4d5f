/// The children of a family that several sources have: which there are, in which order, and where each comes from. Made
/// anew only when a source's children change; until then a collection copies values and nothing else.
struct CombinedChildren: Sendable {
    private let sources: [LabelColumn]
    private let labels: LabelColumn
    /// The source of each child, and its place there.
    private let origins: [(source: Int, index: Int)]
    /// Whether a set of states has some from one source and some from another.
    private let sharesStateSets: Bool

    /// - Parameter stateLabel: The label of the states' names in a family of state sets; nil in others.
    init(_ sources: [LabelColumn], stateLabel: String?) {
        self.sources = sources
        var origins: [(source: Int, index: Int)] = []
        // The same labels in another order are the same child.
        var seen: Set<Set<Label>> = []
        for (source, column) in sources.enumerated() {
            for index in 0..<column.count where seen.insert(Set(column.labels(index))).inserted {
                origins.append((source, index))
            }
        }
        func text(_ origin: (source: Int, index: Int)) -> ArraySlice<UInt8> {
            sources[origin.source].text[sources[origin.source].range(origin.index)]
        }
        if let stateLabel {
            // Sources may have the labels in different orders, and a set's states stand together on a page.
            let keys = origins.map { Self.key(sources[$0.source].labels($0.index), stateLabel: stateLabel) }
            let order = origins.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
            origins = order.map { origins[$0] }
        } else {
            origins.sort { text($0).lexicographicallyPrecedes(text($1)) }
        }
        var rendered: [UInt8] = []
        var ends: [Int] = []
        for origin in origins {
            rendered += text(origin)
            ends.append(rendered.count)
        }
        self.origins = origins
        sharesStateSets = stateLabel.map { Self.shareSets(sources, origins, stateLabel: $0) } ?? false
        labels = LabelColumn(
            text: rendered, ends: ends, hasQuotedNames: sources.contains { $0.hasQuotedNames })
    }

    /// What orders a state set's samples: its other labels by name, then the state.
    private static func key(_ labels: [Label], stateLabel: String) -> [UInt8] {
        var key: [UInt8] = []
        // No UTF-8 has these bytes: names and values do not run into each other.
        for label in labels.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        where !label.name.hasSameBytes(as: stateLabel) {
            key += Array(label.name.utf8) + [0xFE] + Array(label.value.utf8) + [0xFF]
        }
        return key + (labels.first { $0.name.hasSameBytes(as: stateLabel) }.map { Array($0.value.utf8) } ?? [])
    }

    /// Whether these are the very columns that this was made from. They are held, so no others have their identity.
    func areOf(_ columns: [LabelColumn]) -> Bool { columns.elementsEqual(sources, by: ===) }

    /// The one family of `families`, which have these children and values of one kind; nil when they have not.
    func family(of families: [FamilySnapshot]) -> FamilySnapshot? {
        guard let first = families.first, let values = values(of: families, like: first.values) else { return nil }
        let created = families.compactMap(\.createdTimes)
        return FamilySnapshot(
            descriptor: first.descriptor, labels: labels, values: values,
            created: created.count == families.count ? origins.map { created[$0.source][$0.index] } : nil,
            timestamps: timestamps(of: families), exemplars: exemplars(of: families))
    }

    private static func shareSets(
        _ sources: [LabelColumn], _ origins: [(source: Int, index: Int)], stateLabel: String
    ) -> Bool {
        var owners: [Set<Label>: Int] = [:]
        return origins.contains { origin in
            let labels = sources[origin.source].labels(origin.index).filter { !$0.name.hasSameBytes(as: stateLabel) }
            return owners.updateValue(origin.source, forKey: Set(labels)).map { $0 != origin.source } ?? false
        }
    }

    /// Parsers refuse a page where the samples of one metric have different times, or only some have one: of a state
    /// set, and of all infos of a family. There the sources' times are left out unless they are all the same.
    private func timestamps(of families: [FamilySnapshot]) -> [UnixTime?]? {
        guard families.contains(where: { $0.timestamps != nil }) else { return nil }
        let times = origins.map { families[$0.source].timestamps?[$0.index] }
        let isOneMetric = families[0].descriptor.type == .info || sharesStateSets
        return isOneMetric && !times.allSatisfy { $0 == times.first } ? nil : times
    }

    private func gather<Value>(_ columns: [[Value]]) -> [Value] { origins.map { columns[$0.source][$0.index] } }

    private func values(of families: [FamilySnapshot], like first: FamilySnapshot.Values) -> FamilySnapshot.Values? {
        switch first {
        case .counters:
            let columns = families.compactMap { if case .counters(let column) = $0.values { column } else { nil } }
            return columns.count == families.count ? .counters(gather(columns)) : nil
        case .gauges:
            let columns = families.compactMap { if case .gauges(let column) = $0.values { column } else { nil } }
            return columns.count == families.count ? .gauges(gather(columns)) : nil
        case .histograms:
            let columns = families.compactMap { if case .histograms(let column) = $0.values { column } else { nil } }
            return columns.count == families.count ? combined(columns).map { .histograms($0) } : nil
        case .nativeHistograms:
            let columns = families.compactMap {
                if case .nativeHistograms(let column) = $0.values { column } else { nil }
            }
            guard columns.count == families.count else { return nil }
            let classic = columns.compactMap(\.classic)
            return .nativeHistograms(
                NativeHistogramColumn(
                    histograms: gather(columns.map(\.histograms)),
                    classic: classic.count == columns.count ? combined(classic) : nil))
        case .summaries:
            let columns = families.compactMap { if case .summaries(let column) = $0.values { column } else { nil } }
            return columns.count == families.count ? combined(columns).map { .summaries($0) } : nil
        }
    }

    private func combined(_ columns: [HistogramColumn]) -> HistogramColumn? {
        columns.first.map { first in
            HistogramColumn(
                upperBounds: first.upperBounds, bucketCounts: origins.flatMap { columns[$0.source].counts($0.index) },
                sums: gather(columns.map(\.sums)))
        }
    }

    private func combined(_ columns: [SummaryColumn]) -> SummaryColumn? {
        columns.first.map { first in
            SummaryColumn(
                quantiles: first.quantiles, estimates: origins.flatMap { columns[$0.source].estimates($0.index) },
                counts: origins.map { columns[$0.source].count($0.index) },
                sums: origins.map { columns[$0.source].sum($0.index) })
        }
    }

    private func exemplars(of families: [FamilySnapshot]) -> ExemplarColumn? {
        guard families.contains(where: { $0.exemplars != nil }) else { return nil }
        var places = sources.map { [Int?](repeating: nil, count: $0.count) }
        for (place, origin) in origins.enumerated() { places[origin.source][origin.index] = place }
        var entries: [ExemplarColumn.Entry] = []
        for (source, family) in families.enumerated() {
            for entry in family.exemplars?.entries ?? [] {
                guard places[source].indices.contains(entry.child), let place = places[source][entry.child] else {
                    continue
                }
                entries.append(.init(child: place, bucket: entry.bucket, exemplar: entry.exemplar))
            }
        }
        // One child's entries come from one source, in order already.
        let order = entries.indices.sorted { (entries[$0].child, $0) < (entries[$1].child, $1) }
        return ExemplarColumn(entries: order.map { entries[$0] })
    }
}
