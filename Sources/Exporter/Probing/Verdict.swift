/// What one probe says about its target.
enum Verdict: Sendable, Equatable {
    case success
    case failure(ProbeFailure)
    /// Nothing: the probe did not come to the target, for a reason that is not the target's. Never an event of an SLO,
    /// never a step towards up or down.
    case none(NoVerdict)

    var failure: ProbeFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }

    /// Why it is no success, for programs and for people; nil for one.
    var explanation: (reason: String, message: String)? {
        switch self {
        case .success: nil
        case .failure(let failure): (failure.reason.rawValue, failure.message)
        case .none(let reason): (reason.reason.rawValue, reason.message)
        }
    }
}

/// Why a probe says nothing about its target.
struct NoVerdict: Sendable, Equatable, CustomStringConvertible {
    /// The values of the label `reason` of `nines_probes_without_verdict_total`.
    enum Reason: String, Sendable, CaseIterable {
        /// Nobody waited for it any more: the exporter stopped, or the target was taken out of the configuration.
        case cancelled
        /// The probe before it was still running when it was due.
        case skipped
        /// It waited for its turn until the next one was due.
        case overrun
        /// This machine or this process lacked descriptors, memory, ports, or an address to connect from.
        case localResources = "local_resources"
        /// The look-up of the name never began, because other names hold the threads.
        case resolver
        /// The address is one that must not be probed.
        case denied
    }

    var reason: Reason
    /// A sentence for people.
    var message: String

    var description: String { "\(reason.rawValue): \(message)" }
}

extension Verdict {
    /// What a connection that was not made says.
    init(_ failure: DialFailure) {
        func target(_ reason: FailureReason) -> Verdict {
            .failure(ProbeFailure(reason: reason, message: failure.message))
        }
        func nobody(_ reason: NoVerdict.Reason) -> Verdict {
            .none(NoVerdict(reason: reason, message: failure.message))
        }
        self =
            switch failure.kind {
            case .resolution: target(.dns)
            case .neverResolved: nobody(.resolver)
            case .refused: target(.connectRefused)
            case .timedOut: target(.connectTimeout)
            case .unreachable: target(.connect)
            case .ownResources: nobody(.localResources)
            case .tls: target(.tls)
            case .handshakeTimedOut: target(.timeout)
            case .cancelled: nobody(.cancelled)
            }
    }
}
