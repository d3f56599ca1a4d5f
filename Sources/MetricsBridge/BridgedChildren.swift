import NinesMetrics

/// The families that a bridge made, and the slow path to their children: what a call takes that is not in a table yet.
final class BridgedChildren: Sendable {
    let registry: Registry
    let tables: LookUpTables
    /// Also what the look-up tables' writers hold.
    let state = Lock(State())
    private let policy: BridgePolicy
    /// By the bytes of the label: other bytes are another label, also where Swift takes both for one text.
    private let bounds: [[UInt8]: UnkeyedChildren]
    private let timerBounds: UnkeyedChildren
    private let recorderBounds: UnkeyedChildren
    private let telling: ConflictTelling

    struct State {
        fileprivate var families: [FamilyKey: BridgedFamily] = [:]
        /// What instruments record in that would need a family too many, one of each type.
        fileprivate var unexposed: [MetricType: BridgedChild] = [:]
    }

    init(_ registry: Registry, _ policy: BridgePolicy, _ tables: LookUpTables) throws(RegistrationError) {
        self.registry = registry
        self.policy = policy
        self.tables = tables
        var bounds: [[UInt8]: UnkeyedChildren] = [:]
        for (label, upperBounds) in policy.upperBoundsByLabel {
            bounds[Array(label.utf8)] = try .histograms(upperBounds: upperBounds, of: label)
        }
        self.bounds = bounds
        timerBounds = try .histograms(upperBounds: policy.upperBounds, of: "upperBounds")
        recorderBounds = try .histograms(upperBounds: policy.recorderUpperBounds, of: "recorderUpperBounds")
        telling = ConflictTelling(registry, policy.onConflict)
    }

    func make(
        _ kind: BridgedKind, in table: LookUpTable, _ label: String, _ dimensions: [(String, String)]
    ) -> BridgedHandler {
        // A policy that makes instruments itself would otherwise be asked for their names until the stack is full.
        let isReentrant = NamingCall.isReentrant(for: self)
        let metricName = isReentrant ? label : NamingCall.run(for: self) { policy.metricName(label) }
        let name = LegalNames.ending(LegalNames.legal(metricName, colons: true), in: kind.suffix)
        let (labels, lost) = labels(of: dimensions, asTheyStand: isReentrant)
        let isShort = !dimensions.contains { $0.1.utf8.count > policy.valueLengthLimit }
        // A clock may be code of users.
        let time = registry.clock.now()
        var reports: [BridgeConflict] = []
        let handler = state.withLock { state in
            guard let family = family(name, kind, label, &state, &reports) else {
                return unexposed(kind, label, at: time, &state).handler()
            }
            if let lost, family.isFirst(.dimensions) { reports.append(.sameDimension(lost, label)) }
            let (child, isOverflow) = child(labels, of: family, at: time, &reports)
            let handler = child.handler()
            // Another thread may have missed the same entry, or this one only its handler; what only one call can give
            // is not kept for others, nor what leads to a child only until there is room, nor what has a name that no
            // other call gives it.
            guard isShort, !isOverflow, !isReentrant, table.find(label, dimensions) == nil,
                let entry = table.entry(label, dimensions, for: child)
            else { return handler }
            if family.note(entry, in: kind, of: child) { _ = table.insert(entry) }
            return handler
        }
        for report in reports { telling.tell(report) }
        return handler
    }

    /// The family of that name, made if there may be one more.
    private func family(
        _ name: String, _ kind: BridgedKind, _ label: String, _ state: inout State, _ reports: inout [BridgeConflict]
    ) -> BridgedFamily? {
        let key = FamilyKey(name, kind.type)
        if let family = state.families[key] {
            if !family.isOf(kind, label), family.isFirst(.name) { reports.append(.sameName(label, kind, family)) }
            return family
        }
        if let limit = policy.familyLimit, state.families.count >= limit {
            if state.unexposed.isEmpty { reports.append(.tooManyFamilies(label, limit)) }
            return nil
        }
        let family = register(key, name, kind, label, &reports)
        state.families[key] = family
        return family
    }

    private func unexposed(
        _ kind: BridgedKind, _ label: String, at time: UnixTime, _ state: inout State
    ) -> BridgedChild {
        telling.count(beyond: .families)
        if let child = state.unexposed[kind.type] { return child }
        let instrument = source(kind, label).make(at: time)
        let child = BridgedChild(family: FamilyKey("", kind.type), labels: [], instrument: instrument)
        state.unexposed[kind.type] = child
        return child
    }

    private func child(
        _ labels: [Label], of family: BridgedFamily, at time: UnixTime, _ reports: inout [BridgeConflict]
    ) -> (BridgedChild, isOverflow: Bool) {
        let limit = policy.childLimits.count
        // What nobody sees need not be told apart.
        let found = family.child(family.isExposed ? labels : [], limit: limit, at: time)
        for (kind, entry) in found.staying { tables[kind].stay(entry) }
        if found.isOverflow {
            telling.count(beyond: .limit)
            if family.isFirst(.limit) { reports.append(.tooMany(family, limit ?? 0)) }
        }
        return (found.0, found.isOverflow)
    }

    /// The last of two dimensions with one label name holds; an empty value is an absent label. Also the first
    /// dimension whose value another one's takes the place of.
    private func labels(of dimensions: [(String, String)], asTheyStand: Bool) -> ([Label], LostDimension?) {
        let names = dimensions.map(\.0)
        let labelNames = asTheyStand ? names : NamingCall.run(for: self) { names.map(policy.labelName) }
        var values: [String: (dimension: String, value: String)] = [:]
        var lost: LostDimension?
        for ((name, value), labelName) in zip(dimensions, labelNames) {
            let label = LegalNames.label(labelName)
            let value = LegalNames.cut(value, to: policy.valueLengthLimit)
            if let old = values.updateValue((name, value), forKey: label), !old.value.isEmpty,
                !old.value.utf8.elementsEqual(value.utf8)
            {
                lost = lost ?? LostDimension(name: old.dimension, other: name, label: label)
            }
        }
        let labels = values.filter { !$0.value.value.isEmpty }.map { Label($0.key, $0.value.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        return (labels, lost)
    }

    /// A family under `name`; under `name` and its type where another metric has that; else one that is not exposed.
    /// One that something else takes the name from later goes the same way.
    private func register(
        _ key: FamilyKey, _ name: String, _ kind: BridgedKind, _ label: String, _ reports: inout [BridgeConflict]
    ) -> BridgedFamily {
        let type = kind.type.rawValue
        let renamed = kind == .counter ? "\(name.dropLast(kind.suffix.count))_counter_total" : "\(name)_\(type)"
        let descriptors = [name, renamed].compactMap { descriptor($0, kind, label) }
        let family = BridgedFamily(
            key, descriptors, kind: kind, label: label, source: source(kind, label),
            onMove: { [telling] in telling.tell($0) },
            onCollect: { [weak self, idleTime = policy.childLimits.idleTime] family in
                self?.freeOutgrown()
                if let idleTime { self?.expire(family, after: idleTime) }
            })
        if let report = family.register(in: registry) { reports.append(report) }
        return family
    }

    private func descriptor(_ name: String, _ kind: BridgedKind, _ label: String) -> FamilyDescriptor? {
        let unit = kind == .timer && name.hasSuffix("_seconds") ? "seconds" : nil
        let help = "Recorded through swift-metrics as \(label)."
        return try? FamilyDescriptor(name, type: kind.type, help: help, unit: unit)
    }

    private func source(_ kind: BridgedKind, _ label: String) -> UnkeyedChildren {
        switch kind {
        case .counter: .counters
        case .gauge: .gauges(registry.clock)
        case .histogram: bounds[Array(label.utf8)] ?? recorderBounds
        case .timer: bounds[Array(label.utf8)] ?? timerBounds
        }
    }

    /// Frees the look-up tables that were outgrown. Waits for look-ups that are under way.
    private func freeOutgrown() {
        let outgrown = state.withLock { _ in BridgedKind.allCases.flatMap { tables[$0].takeOutgrown() } }
        guard !outgrown.isEmpty else { return }
        guard ReaderMarks.shared.waitForReaders() else { return Unreclaimed.count(outgrown.count) }
        for table in outgrown { table.deallocate() }
    }

    /// Takes out the child that `handler` leads to, and what else does. Waits for look-ups that are under way.
    func remove(_ handler: BridgedHandler) {
        let time = registry.clock.now()
        let removed = state.withLock { state -> [Unmanaged<LookUpEntry>]? in
            state.families[handler.family]?.remove(handler, at: time)?.compactMap { tables[$0.kind].takeOut($0.entry) }
        }
        guard let removed else { return }
        freeOutgrown()
        RemovedHandles.shared.watch([handler.instrument])
        guard !removed.isEmpty else { return }
        guard ReaderMarks.shared.waitForReaders() else { return Unreclaimed.count(removed.count) }
        for entry in removed { entry.release() }
    }
}

/// A family's children in pieces, so that a collection takes them all with few references counted under a lock, and
/// whoever adds or removes one meanwhile copies a piece and not the list.
struct ChildList {
    private static var piece: Int { 256 }

    private(set) var pieces: [[BridgedChild]] = []
    private(set) var count = 0

    mutating func append(_ child: BridgedChild) {
        if count == pieces.count * Self.piece {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Self.piece)
        }
        child.position = count
        pieces[pieces.count - 1].append(child)
        count += 1
    }

    /// The last child takes the place of `child`, which is in the list.
    mutating func remove(_ child: BridgedChild) {
        guard let last = pieces[pieces.count - 1].popLast() else { return }
        count -= 1
        if pieces[pieces.count - 1].isEmpty { pieces.removeLast() }
        guard last !== child else { return }
        last.position = child.position
        pieces[child.position / Self.piece][child.position % Self.piece] = last
    }

    var all: [BridgedChild] { Array(pieces.joined()) }
}
