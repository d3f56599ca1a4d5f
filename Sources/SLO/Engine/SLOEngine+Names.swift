internal import NinesMetrics

extension SLOEngine {
    /// The recorder of an SLO by its name, for code that has no place to hold one.
    ///
    /// - Parameter labels: of one of several with labels, all of them.
    /// - Returns: nil when there is no such SLO, or it is a composite.
    public func recorder(of slo: String, service: String, labels: [String: String] = [:]) -> SLORecorder? {
        state.withLock { state in
            state.index(of: slo, service: service, labels: labels).map { state.slos[$0].recorder }
        }
    }

    /// Records an event by the SLO's name. Waits for an ``advance(to:)`` that runs at the moment, so a hot path holds
    /// the recorder that ``add(_:)`` returned.
    ///
    /// - Parameter labels: of one of several with labels, all of them.
    /// - Returns: false when there is no such SLO: nothing is recorded.
    @discardableResult
    public func record(good isGood: Bool, of slo: String, service: String, labels: [String: String] = [:]) -> Bool {
        guard let recorder = recorder(of: slo, service: service, labels: labels) else { return false }
        recorder.record(good: isGood)
        return true
    }
}

extension SLOEngine.State {
    /// The position of an SLO by the name and labels that a caller gives it.
    func index(of slo: String, service: String, labels: [String: String]) -> Int? {
        guard let index = names[SLOEngine.Name(slo, service, labels)] else { return nil }
        // The name of one that is alone may look as if it had labels.
        let own = slos[index].labels
        let isAlike = labels.count == own.count && own.allSatisfy { labels[$0.name] == $0.value }
        return labels.isEmpty || isAlike ? index : nil
    }

    /// Whether a family with such labels can be added: its name is free, and nothing has a name that an SLO of it may
    /// get, by which states could not tell the two apart.
    func isFree(_ name: SLOEngine.Name, labels: [String]) -> Bool {
        func isOutside(_ other: SLOEngine.Name) -> Bool { other.labels(of: name, named: labels) == nil }
        return isFree(name) && names.keys.allSatisfy(isOutside) && compositeNames.keys.allSatisfy(isOutside)
            && families.keys.allSatisfy(isOutside)
    }
}
