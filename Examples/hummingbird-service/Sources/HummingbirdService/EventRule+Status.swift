import Hummingbird
import NinesSLO

extension EventRule<Response> {
    /// Judges requests by the status that the client gets, whether a response has it or an error that Hummingbird turns
    /// into a response. Any other error becomes a 500. Who hangs up before the answer has asked for nothing.
    static func status(
        fasterThan: Duration? = nil, _ verdict: @escaping @Sendable (HTTPResponse.Status) -> EventVerdict
    ) -> EventRule {
        EventRule(
            fasterThan: fasterThan,
            response: { verdict($0.status) },
            error: { verdict(($0 as? any HTTPResponseError)?.status ?? .internalServerError) })
    }
}
