import Hummingbird
import NIOHTTP1

/// What holds for every answer of the web server: changes only for requests from its own pages or from no page,
/// mistakes in words, and no guessing of content types.
struct SiteRules: RouterMiddleware {
    typealias Context = Routes.Context

    let origin: OriginRule
    let metrics: WebMetrics

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await answer(request, context, next)
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    private func answer(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method.isSafe || origin.allows(OriginRule.Claims(request)) else { return refuse(.origin) }
        do {
            return try await next(request, context)
        } catch is Rendering.Overloaded {
            return refuse(.busy)
        } catch let error as HTTPError where error.status == .notFound {
            return .text("nothing is served at this path\n", status: .notFound)
        } catch let error as HTTPError {
            return .text("\(error.body ?? error.status.reasonPhrase)\n", status: error.status)
        } catch let error as HTTPParserError {
            // The server's to answer.
            throw error
        } catch {
            return .text("something went wrong\n", status: .internalServerError)
        }
    }

    private func refuse(_ reason: WebRefusal) -> Response {
        metrics.record(reason)
        return .refusal(reason)
    }
}

extension HTTPRequest.Method {
    /// Whether it promises to change nothing (RFC 9110, section 9.2.1).
    fileprivate var isSafe: Bool { self == .get || self == .head || self == .options || self == .trace }
}

extension OriginRule.Claims {
    fileprivate init(_ request: Request) {
        let fetchSite = HTTPFields.Element.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        self.init(origin: request.headers[.origin], fetchSite: fetchSite, host: request.head.authority)
    }
}
