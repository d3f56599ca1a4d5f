import NinesMetrics

/// The families that a bridge made, and the slow path to their children: what a call takes that is not in a table yet.
final class BridgedChildren: Sendable {
    private let registry: Registry
    private let policy: BridgePolicy
    private let bounds: [String: LooseChildren]
    private let defaultBounds: LooseChildren
    private let conflicts: DynamicFamily<Counter>?
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
        // Of two bridges to one registry the second is not counted.
        conflicts = try? registry.counter(
            "nines_metrics_bridge_conflicts_total",
            help: "Uses of swift-metrics that could not be exposed as they are, by reason.", labelNames: ["reason"])
        for reason in BridgeConflict.Reason.allCases { _ = try? conflicts?.labels(["reason": reason.rawValue]) }
    }

    func make(
        _ kind: BridgedKind, in table: LookUpTable, _ label: String, _ dimensions: [(String, String)]
    ) -> BridgedChild {
        let name = LegalNames.ending(LegalNames.legal(policy.metricName(label), colons: true), in: kind.suffix)
        let labels = labels(of: dimensions)
        let isShort = !dimensions.contains { $0.1.utf8.count > policy.valueLengthLimit }
        let time = registry.clock.now()
        var reports: [BridgeConflict] = []
        var outgrown: ChildTable?
        let child = families.withLock { families in
            let key = FamilyKey(name, kind.type)
            let family = families[key] ?? register(name, kind, label, &reports)
            families[key] = family
            // What nobody sees need not be told apart.
            let labels = family.descriptor == nil ? [] : labels
            if !family.label.utf8.elementsEqual(label.utf8), family.isFirst(.name) {
                reports.append(.sameName(label, family))
            }
            guard let child = family.child(labels, of: kind, key: key, limit: policy.childLimit, at: time) else {
                if family.isFirst(.limit) { reports.append(.tooMany(family, policy.childLimit ?? 0)) }
                let other = labels.map { Label($0.name, "other") }
                return family.overflow(other, of: kind, key: key, at: time)
            }
            // Two threads may have missed the same entry; what only one call can give is not kept for others.
            guard isShort, table.find(label, dimensions) == nil,
                let entry = table.entry(label, dimensions, for: child)
            else { return child }
            if family.note(entry, in: kind, of: child) { _ = table.insert(entry, outgrown: &outgrown) }
            return child
        }
        LookUpTable.free(outgrown)
        for report in reports { tell(report) }
        return child
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

    /// A family under `name`; under `name` and its type where another type has that; else one that is not exposed.
    private func register(
        _ name: String, _ kind: BridgedKind, _ label: String, _ reports: inout [BridgeConflict]
    ) -> BridgedFamily {
        let type = kind.type.rawValue
        let renamed = kind == .counter ? "\(name.dropLast(kind.suffix.count))_counter_total" : "\(name)_\(type)"
        for candidate in [name, renamed] {
            guard let family = family(candidate, kind, label), (try? registry.register(family)) != nil else { continue }
            if candidate != name { reports.append(.otherType(label, name, exposedAs: candidate)) }
            return family
        }
        reports.append(.otherType(label, name, exposedAs: nil))
        return BridgedFamily(nil, label: label, source: source(kind, label))
    }

    private func family(_ name: String, _ kind: BridgedKind, _ label: String) -> BridgedFamily? {
        let unit = kind == .timer && name.hasSuffix("_seconds") ? "seconds" : nil
        let help = "Recorded through swift-metrics as \(label)."
        guard let descriptor = try? FamilyDescriptor(name, type: kind.type, help: help, unit: unit) else { return nil }
        return BridgedFamily(descriptor, label: label, source: source(kind, label))
    }

    private func source(_ kind: BridgedKind, _ label: String) -> LooseChildren {
        switch kind {
        case .counter: .counters
        case .gauge: .gauges(registry.clock)
        case .histogram, .timer: bounds[label] ?? defaultBounds
        }
    }

    private func tell(_ report: BridgeConflict) {
        (try? conflicts?.labels(["reason": report.reason.rawValue]))?.increment()
        policy.onConflict(report)
    }

    /// Takes out `child` and what leads to it. Waits for look-ups that are under way.
    func remove(_ child: BridgedChild, tables: (BridgedKind) -> LookUpTable) {
        let removed = families.withLock { families in
            (families[child.family]?.remove(child) ?? []).compactMap { tables($0.kind).remove($0.entry) }
        }
        guard !removed.isEmpty, ReaderMarks.shared.waitForReaders() else { return }
        for entry in removed { entry.release() }
    }
}

extension BridgeConflict {
    fileprivate static func otherType(_ label: String, _ name: String, exposedAs: String?) -> BridgeConflict {
        let outcome = exposedAs.map { "exposed as \($0)" } ?? "not exposed"
        return BridgeConflict(
            reason: .type, description: "\(label): the name \(name) belongs to another metric; it is \(outcome)")
    }

    fileprivate static func sameName(_ label: String, _ family: BridgedFamily) -> BridgeConflict {
        let name = family.name
        return BridgeConflict(
            reason: .name, description: "\(label): its name \(name) is also that of \(family.label); both count there")
    }

    fileprivate static func tooMany(_ family: BridgedFamily, _ limit: Int) -> BridgeConflict {
        BridgeConflict(
            reason: .limit,
            description: "\(family.name): it has its \(limit) children; others count as \"other\"")
    }
}
