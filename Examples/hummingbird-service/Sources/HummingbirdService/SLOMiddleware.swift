import Hummingbird
import NinesSLO

/// Counts each request that passes as an event of one SLO: as good, as bad, or not at all.
///
/// Put it on the routes that the promise is about. A request's time ends with the response's head: what is streamed
/// after that depends on how fast the client reads.
struct SLOMiddleware<Context: RequestContext>: RouterMiddleware {
    let recorder: SLORecorder
    let rule: EventRule<Response>

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await recorder.record(judging: rule) { try await next(request, context) }
    }
}
