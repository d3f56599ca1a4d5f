import NinesSLO

/// Turns the verdicts of probes into the events of SLOs.
struct ProbeEvents: Sendable {
    private struct Listener: Sendable {
        let recorder: SLORecorder
        let fasterThan: Duration?
    }

    /// By target, in the configuration's order.
    private let listeners: [[Listener]]

    /// Adds the SLOs over probes to the engine.
    ///
    /// - Throws: `SLOError` when the engine has one of that name already.
    init(_ slos: [ProbeSLO], targets: [Target], engine: SLOEngine) throws(SLOError) {
        var byTarget: [String: [Listener]] = [:]
        for slo in slos {
            let recorder = try engine.add(slo.definition)
            byTarget[slo.target, default: []].append(Listener(recorder: recorder, fasterThan: slo.fasterThan))
        }
        listeners = targets.map { byTarget[$0.name] ?? [] }
    }

    func record(_ result: ProbeResult, at index: Int) {
        for listener in listeners[index] {
            let isFastEnough = listener.fasterThan.map { result.duration <= $0 } ?? true
            listener.recorder.record(good: result.succeeded && isFastEnough)
        }
    }
}
