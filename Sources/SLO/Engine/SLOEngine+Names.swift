internal import NinesMetrics

extension SLOEngine {
    /// The recorder of an SLO by its name, for code that has no place to hold one.
    ///
    /// - Returns: nil when there is no such SLO, or it is a composite.
    public func recorder(of slo: String, service: String) -> SLORecorder? {
        state.withLock { state in state.names[Name(service: service, slo: slo)].map { state.slos[$0].recorder } }
    }

    /// Records an event by the SLO's name. Waits for an ``advance(to:)`` that runs at the moment, so a hot path holds
    /// the recorder that ``add(_:)`` returned.
    ///
    /// - Returns: false when there is no such SLO: nothing is recorded.
    @discardableResult
    public func record(good isGood: Bool, of slo: String, service: String) -> Bool {
        guard let recorder = recorder(of: slo, service: service) else { return false }
        recorder.record(good: isGood)
        return true
    }
}
