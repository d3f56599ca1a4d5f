import NIOCore

/// Judges a final response by its module: the status first, then the body.
struct ResponseChecks: Sendable {
    var module: HTTPModule
    var limits: ProbeLimits

    /// Nil when everything that was promised holds. Costs time linear in the body for each pattern; not for an event
    /// loop.
    func failure(status: Int, outcome: ExchangeOutcome) -> ProbeFailure? {
        guard accepts(status) else {
            return ProbeFailure(reason: .status, message: "status \(status) is not among the accepted: \(accepted)")
        }
        guard module.judgesBody else { return nil }
        let part = outcome.bodyLength > Int64(limits.judgedBody) ? " (its first \(limits.judgedBody) bytes)" : ""
        return outcome.body.withUnsafeReadableBytes { bytes in
            for pattern in module.failIfBodyMatches where pattern.matches(bytes) {
                return ProbeFailure(reason: .body, message: "the body\(part) matches \"\(pattern)\", which it must not")
            }
            for pattern in module.failIfBodyNotMatches where !pattern.matches(bytes) {
                return ProbeFailure(reason: .body, message: "the body\(part) does not match \"\(pattern)\"")
            }
            return nil
        }
    }

    private func accepts(_ status: Int) -> Bool {
        module.validStatusCodes.isEmpty ? 200...299 ~= status : module.validStatusCodes.contains(status)
    }

    private var accepted: String {
        module.validStatusCodes.isEmpty
            ? "200 to 299" : module.validStatusCodes.map(String.init).joined(separator: ", ")
    }
}
