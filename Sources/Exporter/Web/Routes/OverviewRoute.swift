import Hummingbird
import NinesExposition

/// `/`: the overview page, made at most once a second.
struct OverviewRoute: Sendable {
    let page: CachedPage
    let formTargets: [String]

    func add(to routes: Routes) {
        routes.get("/") { [self] request, _ in
            let page = try await page.page()
            let encoding = ContentEncoding.negotiate(acceptEncoding: request.headers[.acceptEncoding])
            guard encoding == .gzip else { return .page(page.plain, formTargets: formTargets) }
            var response = Response.page(page.gzipped, formTargets: formTargets)
            response.headers[.contentEncoding] = encoding.rawValue
            return response
        }
    }
}
