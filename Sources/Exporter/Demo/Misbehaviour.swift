import Hummingbird

/// Makes the routes behind it behave as the phase demands.
struct Misbehaviour: RouterMiddleware {
    let phases: PhaseSwitch
    /// What a slow phase adds to each answer.
    let latency: Duration
    /// How long an outage keeps a request before it closes the connection: far above any probe's timeout, and a bound
    /// on how many connections pile up.
    let hold: Duration

    func handle(
        _ request: Request, context: DemoContext, next: (Request, DemoContext) async throws -> Response
    ) async throws -> Response {
        switch phases.state.phase {
        case .good:
            break
        case .slow:
            try await Task.sleep(for: latency)
        case .errors:
            if phases.nextAnswerIsError() {
                throw HTTPError(.internalServerError, message: "the demo is in its phase of errors")
            }
        case .outage:
            return try await neverAnswer(request, context)
        }
        return try await next(request, context)
    }

    private func neverAnswer(_ request: Request, _ context: DemoContext) async throws -> Response {
        // Ends early when the client leaves, or the service stops.
        try? await request.body.consumeWithCancellationOnInboundClose { [hold] _ in try await Task.sleep(for: hold) }
        try? await context.channel.close()
        // Nobody gets it: the connection is closed.
        throw HTTPError(.serviceUnavailable)
    }
}
