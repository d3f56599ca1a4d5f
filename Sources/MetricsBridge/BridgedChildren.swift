import NinesMetrics

/// The families that a bridge made, and the slow path to their children: what a call takes that is not in a table yet.
final class BridgedChildren: Sendable {
    private let registry: Registry
    private let policy: BridgePolicy
    private let bounds: [String: LooseChildren]
    private let defaultBounds: LooseChildren
    private let telling: ConflictTelling
    /// Also what the look-up tables' writers hold.
    private let families = Lock<[FamilyKey: BridgedFamily]>([:])

    init(_ registry: Registry, _ policy: BridgePolicy) throws(RegistrationError) {
        self.registry = registry
        self.policy = policy
        var bounds: [String: LooseChildren] = [:]
        for (label, upperBounds) in policy.upperBoundsByLabel {
            bounds[label] = try .histograms(upperBounds: upperBounds, of: label)
        }
        self.bounds = bounds
        defaultBounds = try .histograms(upperBounds: policy.upperBounds, of: "upperBounds")
        telling = ConflictTelling(registry, policy.onConflict)
    }

    func make(
        _ kind: BridgedKind, in table: LookUpTable, _ label: String, _ dimensions: [(String, String)]
    ) -> BridgedHandler {
        let name = LegalNames.ending(LegalNames.legal(policy.metricName(label), colons: true), in: kind.suffix)
        let labels = labels(of: dimensions)
        let isShort = !dimensions.contains { $0.1.utf8.count > policy.valueLengthLimit }
        let time = registry.clock.now()
        var reports: [BridgeConflict] = []
        var outgrown: ChildTable?
        let handler = families.withLock { families in
            let key = FamilyKey(name, kind.type)
            let family = families[key] ?? register(name, kind, label, &reports)
            families[key] = family
            // What nobody sees need not be told apart.
            let labels = family.isExposed ? labels : []
            if !family.label.utf8.elementsEqual(label.utf8), family.isFirst(.name) {
                reports.append(.sameName(label, family))
            }
            guard let child = family.child(labels, key: key, limit: policy.childLimit, at: time) else {
                if family.isFirst(.limit) { reports.append(.tooMany(family, policy.childLimit ?? 0)) }
                let other = labels.map { Label($0.name, "other") }
                return family.overflow(other, key: key, at: time).handler()
            }
            let handler = child.handler()
            // Another thread may have missed the same entry, or this one only its handler; what only one call can give is
            // not kept for others.
            guard isShort, table.find(label, dimensions) == nil,
                let entry = table.entry(label, dimensions, for: child)
            else { return handler }
            if family.note(entry, in: kind, of: child) { _ = table.insert(entry, outgrown: &outgrown) }
            return handler
        }
        LookUpTable.free(outgrown)
        for report in reports { telling.tell(report) }
        return handler
    }

    /// The last of two dimensions with one label name holds; an empty value is an absent label.
    private func labels(of dimensions: [(String, String)]) -> [Label] {
        var values: [String: String] = [:]
        for (name, value) in dimensions {
            values[LegalNames.label(policy.labelName(name))] = LegalNames.cut(value, to: policy.valueLengthLimit)
        }
        return values.filter { !$0.value.isEmpty }.map { Label($0.key, $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// A family under `name`; under `name` and its type where another metric has that; else one that is not exposed. One
    /// that something else takes the name from later goes the same way.
    private func register(
        _ name: String, _ kind: BridgedKind, _ label: String, _ reports: inout [BridgeConflict]
    ) -> BridgedFamily {
        let type = kind.type.rawValue
        let renamed = kind == .counter ? "\(name.dropLast(kind.suffix.count))_counter_total" : "\(name)_\(type)"
        let descriptors = [name, renamed].compactMap { descriptor($0, kind, label) }
        let family = BridgedFamily(descriptors, label: label, source: source(kind, label)) { [telling] in
            telling.tell($0)
        }
        if let report = family.register(in: registry) { reports.append(report) }
        return family
    }

    private func descriptor(_ name: String, _ kind: BridgedKind, _ label: String) -> FamilyDescriptor? {
        let unit = kind == .timer && name.hasSuffix("_seconds") ? "seconds" : nil
        let help = "Recorded through swift-metrics as \(label)."
        return try? FamilyDescriptor(name, type: kind.type, help: help, unit: unit)
    }

    private func source(_ kind: BridgedKind, _ label: String) -> LooseChildren {
        switch kind {
        case .counter: .counters
        case .gauge: .gauges(registry.clock)
        case .histogram, .timer: bounds[label] ?? defaultBounds
        }
    }

    /// Takes out the child that `handler` leads to, and what else does. Waits for look-ups that are under way.
    func remove(_ handler: BridgedHandler, tables: (BridgedKind) -> LookUpTable) {
        let removed = families.withLock { families in
            (families[handler.family]?.remove(handler) ?? []).compactMap { tables($0.kind).remove($0.entry) }
        }
        guard !removed.isEmpty, ReaderMarks.shared.waitForReaders() else { return }
        for entry in removed { entry.release() }
    }
}
