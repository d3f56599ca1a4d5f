internal import NinesMetrics

extension SLOEngine {
    /// The recorder of an SLO by its name, for code that has no place to hold one.
    ///
    /// - Parameter labels: of one of several with labels, all of them.
    /// - Returns: nil when there is no such SLO, or it is a composite.
    public func recorder(of slo: String, service: String, labels: [String: String] = [:]) -> SLORecorder? {
        state.withLock { state in state.names[Name(slo, service, labels)].map { state.slos[$0].recorder } }
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
