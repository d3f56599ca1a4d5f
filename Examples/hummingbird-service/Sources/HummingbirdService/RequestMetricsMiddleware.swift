import Hummingbird

/// Counts and times each request under the template of its route: `/shipments/{id}`, not `/shipments/42`, which would
/// be a time series per shipment.
struct RequestMetricsMiddleware<Context: RequestContext>: RouterMiddleware {
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var status = HTTPResponse.Status.internalServerError
        defer {
            metrics.record(
                method: RequestMetrics.Method(name: request.method.rawValue),
                route: context.endpointPath ?? "NotFound", status: status.code,
                seconds: (ContinuousClock.now - start) / .seconds(1))
        }
        do {
            let response = try await next(request, context)
            status = response.status
            return response
        } catch {
            if let answer = error as? any HTTPResponseError { status = answer.status }
            throw error
        }
    }
}
