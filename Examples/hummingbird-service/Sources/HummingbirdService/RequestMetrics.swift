import NinesMetrics

/// What the service says about the requests it serves. Registered once, at start.
struct RequestMetrics: Sendable {
    /// A client may send any method; only these become time series.
    enum Method: String, LabelValue {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
        case other

        init(name: String) { self = Method(rawValue: name) ?? .other }
    }

    let requests: Family<Counter, Method, String, Int>
    let durations: Family<Histogram, Method, String>

    init(in registry: Registry) throws {
        requests = try registry.counter(
            "http_requests_total", help: "Requests answered, by method, route and status.",
            labels: LabelName("method", of: Method.self), LabelName("route"), LabelName("status", of: Int.self))
        durations = try registry.histogram(
            "http_request_duration_seconds", help: "Time from a request's head to its response's head.",
            unit: "seconds", labels: LabelName("method", of: Method.self), LabelName("route"))
    }

    func record(method: Method, route: String, status: Int, seconds: Double) {
        requests.increment(method, route, status)
        durations.observe(method, route, value: seconds)
    }
}
