internal import NinesMetrics
internal import Synchronization

extension SLOEngine {
    /// What an SLO has counted until the last ``advance(to:)``: to be written down, and restored after a restart. A
    /// composite counts nothing, and has the state of its alerts.
    ///
    /// - Parameter labels: of one of several with labels, all of them.
    /// - Returns: nil when there is no such SLO.
    public func state(of slo: String, service: String, labels: [String: String] = [:]) -> SLOState? {
        state.withLock { state in
            if let index = state.index(of: slo, service: service, labels: labels) {
                return state.slos[index].state(instance: state.instance, since: nil)
            }
            guard labels.isEmpty else { return nil }
            return state.compositeNames[Name(service: service, slo: slo)].map {
                state.composites[$0].state(instance: state.instance)
            }
        }
    }

    /// What SLOs have counted since an earlier call, as states to be merged into those that were taken then.
    ///
    /// Each has only slices that may have changed: one or two of each width, or everything when a restart had to cut
    /// the slices anew. Appending them to a log is enough to lose nothing; merging them twice does no harm.
    ///
    /// - Parameter instant: what the earlier call returned as `until`; nil for everything.
    /// - Returns: a state for each SLO, in the order in which they were added and composites after them, and the
    ///   instant that they are of; nil before the first ``advance(to:)``.
    public func changes(since instant: Timestamp?) -> (states: [SLOState], until: Timestamp?) {
        state.withLock { state in
            let second = instant?.floorSeconds
            let states =
                state.slos.map { $0.state(instance: state.instance, since: second) }
                + state.composites.map { $0.state(instance: state.instance) }
            return (states, state.instant)
        }
    }

    /// Goes on from what earlier runs of this instance counted. A state that has labels makes their SLO, also where the
    /// limit has become lower meanwhile: what was counted would be lost.
    ///
    /// Windows, budgets and burn rates are derived from the counts by the present definition, whatever it was then. The
    /// time between the state and `instant` is unknown and lowers the coverage. ``SLOStatus/events`` begins at 0 as at
    /// every start. Runs of other instances are left alone: they are no events of this one. Alerts go on as they were,
    /// so what was told before is not told again; what ended meanwhile is.
    ///
    /// When the windows changed, slices may have other widths than before: narrower ones are added up, and what was
    /// only kept in wider ones is spread evenly over them.
    ///
    /// - Parameter instant: the present, at which watching begins. Slices that are more than a minute ahead of it are
    ///   left out.
    /// - Throws: ``SLOStateError`` whose rule is ``SLOStateError/Rule/unknownSLO``;
    ///   ``SLOStateError/Rule/alreadyRunning`` after the SLO's first ``advance(to:)``; or
    ///   ``SLOStateError/Rule/unnamedInstance`` when the engine has no name, and the state has several or it has been
    ///   advanced.
    public func restore(_ saved: SLOState, at instant: Timestamp) throws(SLOStateError) {
        let recorder = try state.withLock { state throws(SLOStateError) in
            try state.restore(saved, at: instant)
        }
        guard let recorder else { return }
        // Relaxed: whoever reads it asks the engine next, whose lock orders what was made.
        restores.add(1, ordering: .relaxed)
        // A clock that was ahead takes no looks but the present one.
        if let last = saved.lastSample(of: self.instance) { forgoLooks(of: recorder, until: min(last, instant)) }
    }
}

extension SLOEngine.State {
    /// - Returns: the recorder of what goes on; nil for a composite, which has none.
    fileprivate mutating func restore(
        _ saved: SLOState, at instant: Timestamp
    ) throws(SLOStateError) -> SLORecorder? {
        let name = SLOEngine.Name(service: saved.service, slo: saved.slo)
        if let index = compositeNames[name] {
            guard composites[index].second == nil else {
                throw .alreadyRunning(service: saved.service, slo: saved.slo)
            }
            try adoptName(from: saved)
            composites[index].restore(saved, instance: instance, at: instant)
            return nil
        }
        let isKnown = names[name].map { slos[$0].ladder.position == nil } ?? isLabelled(name)
        guard isKnown else {
            throw names[name] == nil
                ? .unknownSLO(service: saved.service, slo: saved.slo)
                : .alreadyRunning(service: saved.service, slo: saved.slo)
        }
        // Before anything is made.
        try adoptName(from: saved)
        guard let index = names[name] ?? trackLabelled(name) else {
            throw .unknownSLO(service: saved.service, slo: saved.slo)
        }
        try slos[index].restore(saved, instance: instance, at: instant)
        return slos[index].recorder
    }

    /// An engine that nobody named goes on under the name that its state has. Once it has counted it cannot: what was
    /// written down since would be another's.
    private mutating func adoptName(from saved: SLOState) throws(SLOStateError) {
        guard isAnonymous else { return }
        let names = saved.instances
        guard names.count < 2 else { throw .unnamedInstance(among: names) }
        guard let name = names.first else { return }
        guard instant == nil || name == instance else { throw .unnamedInstance(whichCountedBesides: name) }
        instance = name
        isAnonymous = false
    }
}

extension SLOState {
    /// The budget, burn rates and coverage of all instances together, at an instant: the sums of their counts, never
    /// averages of their ratios. A slice is covered as far as any instance watched it. No alert is evaluated.
    ///
    /// - Throws: ``SLOError`` when memory for instruments has run out.
    public func status(of definition: SLODefinition, at instant: Timestamp) throws(SLOError) -> SLOStatus {
        var slo = TrackedSLO(definition, recorder: try .made(for: definition))
        slo.show(self, at: instant)
        return slo.status()
    }
}
