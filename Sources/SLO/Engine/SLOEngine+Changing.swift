internal import NinesMetrics

extension SLOEngine {
    /// Tracks every SLO of a set, or none of them.
    ///
    /// - Returns: the recorders of those that count events, in the set's order.
    /// - Throws: ``SLOError`` as ``add(_:)`` and ``add(_:composedOf:)`` do.
    @discardableResult
    public func add(contentsOf set: SLOSet) throws(SLOError) -> [SLORecorder] {
        try change { state throws(SLOError) in
            try state.add(set)
        }
    }

    /// Makes the set what the engine tracks, for a configuration that is read again: SLOs of the same name go on with
    /// their recorder, counts and past under the new definition, new ones begin, and the others are gone. Alerts of
    /// tiers that are as they were go on; those of tiers and SLOs that are gone end, which is told. An error leaves
    /// everything as it was.
    ///
    /// - Returns: the recorders of those that count events, in the set's order.
    @discardableResult
    public func replace(contentsOf set: SLOSet) throws(SLOError) -> [SLORecorder] {
        try change { state throws(SLOError) in
            let old = state
            // A set has no SLOs with labels, so it says nothing about them.
            (state.slos, state.composites) = (state.slos.filter { !$0.labels.isEmpty }, [])
            state.rename()
            return try state.add(set, goingOnFrom: old)
        }
    }

    /// Gives an SLO, or all of a definition that has labels, another definition under the same service and name. Its
    /// recorder, counts and past go on.
    ///
    /// - Throws: ``SLOError`` when there is no such SLO that counts events, or composites of it would no longer fit.
    public func replace(_ definition: SLODefinition) throws(SLOError) {
        try change { state throws(SLOError) in
            let name = Name(definition)
            state.families[name]?.definition = definition
            let indices = state.slos.indices.filter { Name(state.slos[$0].definition) == name }
            guard !indices.isEmpty || state.families[name] != nil else {
                throw SLOError(
                    key: "name",
                    "SLO \"\(definition.name)\" of service \"\(definition.service)\": there is no such SLO to replace")
            }
            for index in indices {
                state.slos[index] = state.slos[index].replaced(
                    by: definition, instance: state.instance, at: state.instant)
            }
            try state.rebuildComposites()
        }
    }

    /// Stops tracking an SLO, or all of a definition that has labels. Events that its recorder is still given go
    /// nowhere.
    ///
    /// - Returns: false when there is no such SLO.
    /// - Throws: ``SLOError`` when a composite is made of it: remove that first.
    @discardableResult
    public func remove(_ slo: String, service: String) throws(SLOError) -> Bool {
        try change { state throws(SLOError) in
            let name = Name(service: service, slo: slo)
            if let index = state.compositeNames[name] {
                state.composites.remove(at: index)
            } else {
                let count = state.slos.count
                let isFamily = state.families.removeValue(forKey: name) != nil
                state.slos.removeAll { Name($0.definition) == name }
                guard isFamily || state.slos.count < count else { return false }
            }
            state.rename()
            try state.rebuildComposites()
            return true
        }
    }

    /// Changes the state at once or not at all, and tells of alerts that ended with their tier or SLO.
    private func change<Result>(
        _ body: (inout State) throws(SLOError) -> Result
    ) throws(SLOError) -> Result {
        let result = try state.withLock { state throws(SLOError) in
            var next = state
            let result = try body(&next)
            tell(state.endings(until: next), in: &next)
            state = next
            return result
        }
        samplers.withLock { samplers in
            // Asked under this lock: an SLO that is added meanwhile is tracked before its sampler is here.
            let tracked = state.withLock { state in Set(state.slos.map { ObjectIdentifier($0.recorder) }) }
            samplers.removeAll { !tracked.contains(ObjectIdentifier($0.recorder)) }
        }
        deliver()
        return result
    }
}

extension SLOEngine.State {
    /// Adds the SLOs of a set; those that `old` has go on from there.
    fileprivate mutating func add(
        _ set: SLOSet, goingOnFrom old: SLOEngine.State? = nil
    ) throws(SLOError) -> [SLORecorder] {
        var recorders: [SLORecorder] = []
        for definition in set.slos {
            let name = SLOEngine.Name(definition)
            guard isFree(name) else { throw SLOEngine.taken(definition) }
            let slo: TrackedSLO
            if let old, let index = old.names[name] {
                slo = old.slos[index].replaced(by: definition, instance: instance, at: instant)
            } else {
                slo = TrackedSLO(definition, recorder: try .made(for: definition))
            }
            track(slo)
            recorders.append(slo.recorder)
        }
        for composite in set.composites {
            let name = SLOEngine.Name(composite.definition)
            guard isFree(name) else { throw SLOEngine.taken(composite.definition) }
            let tracked: TrackedComposite
            if let old, let index = old.compositeNames[name] {
                tracked = try old.composites[index].rebuilt(
                    as: composite.definition, of: composite.indicator, in: slos, at: names)
            } else {
                tracked = try TrackedComposite(composite.definition, of: composite.indicator, in: slos, at: names)
            }
            compositeNames[name] = composites.count
            composites.append(tracked)
        }
        return recorders
    }

    /// Finds the positions anew.
    fileprivate mutating func rename() {
        // Names are unique: each was free when its SLO was added.
        names.removeAll()
        for (index, slo) in slos.enumerated() { names[slo.name] = index }
        compositeNames.removeAll()
        for (index, composite) in composites.enumerated() {
            compositeNames[SLOEngine.Name(composite.definition)] = index
        }
    }

    fileprivate mutating func rebuildComposites() throws(SLOError) {
        for index in composites.indices { composites[index] = try composites[index].rebuilt(in: slos, at: names) }
    }

    /// The alerts of this state that another does not have any more, as transitions to inactive.
    fileprivate func endings(until next: SLOEngine.State) -> [AlertTransition] {
        guard let instant else { return [] }
        func alert(_ tier: BurnRateTier, _ state: SLOEngine.State, _ name: SLOEngine.Name) -> AlertState {
            let found =
                state.names[name].map { (state.slos[$0].definition, state.slos[$0].alerts) }
                ?? state.compositeNames[name].map { (state.composites[$0].definition, state.composites[$0].alerts) }
            guard let (definition, alerts) = found,
                let place = definition.alerting.tiers.firstIndex(where: tier.isSameAlert)
            else {
                return .inactive
            }
            return alerts.indices.contains(place) ? alerts[place] : .inactive
        }
        let tracked = slos.map { ($0.name, $0.definition, $0.labels) }
        let made = composites.map { (SLOEngine.Name($0.definition), $0.definition, [Label]()) }
        return (tracked + made).flatMap { name, definition, labels -> [AlertTransition] in
            definition.alerting.tiers.compactMap { tier in
                let from = alert(tier, self, name)
                guard from != .inactive, alert(tier, next, name) == .inactive else { return nil }
                return AlertTransition(
                    service: definition.service, slo: definition.name, tier: tier, from: from, to: .inactive,
                    at: instant, labels: labels)
            }
        }
    }
}
