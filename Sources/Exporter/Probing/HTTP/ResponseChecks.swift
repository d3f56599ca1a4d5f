import NIOCore

/// Judges a final response by its module: the status first, then the body.
struct ResponseChecks: Sendable {
    var module: HTTPModule

    /// Nil when everything that was promised holds. Costs time linear in the body for each pattern; not for an event
    /// loop.
    func failure(status: Int, outcome: ExchangeOutcome) -> ProbeFailure? {
        guard accepts(status) else {
            return ProbeFailure(reason: .status, message: "status \(status) is not among the accepted: \(accepted)")
        }
        guard module.judgesBody else { return nil }
        return outcome.body.withUnsafeReadableBytes { bytes in
            for pattern in module.failIfBodyMatches where pattern.matches(bytes) {
                return ProbeFailure(reason: .body, message: "the body matches \"\(pattern)\", which it must not")
            }
            for pattern in module.failIfBodyNotMatches where !pattern.matches(bytes) {
                return ProbeFailure(reason: .body, message: "the body does not match \"\(pattern)\"")
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
