import Foundation
import NIOCore
import NinesSLO

/// Asks a Prometheus, or what has its HTTP API, for the past.
///
/// Uses the prober's exchange: one connection for each request, one deadline for it, bounded memory.
struct PrometheusClient: Sendable {
    /// Such as `https://prometheus.example/`; user and password in it are sent as basic authentication.
    let url: HTTPURL
    let group: any EventLoopGroup
    var timeout = Duration.seconds(120)

    /// Prometheus refuses to answer with more points for a series.
    static let mostPoints = 11_000

    /// 11,000 points of 1,000 series are about 300 MB.
    private static let limits = ProbeLimits(body: 512 << 20, judgedBody: 512 << 20)

    /// Why there is no answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The instants of each request: at most so many that each is answered, none of them twice.
    static func parts(from start: Timestamp, count: Int, step: Duration) -> [Range<Timestamp>] {
        stride(from: 0, through: count, by: mostPoints).map { first in
            let last = min(first + mostPoints - 1, count)
            return start.advanced(by: step * first)..<start.advanced(by: step * last)
        }
    }

    /// The values of a query at the start and at the end of each of `count` steps after it.
    func range(_ query: String, from start: Timestamp, count: Int, step: Duration) async throws -> PrometheusMatrix {
        var matrix = PrometheusMatrix([])
        for part in Self.parts(from: start, count: count, step: step) {
            let body = try await body(query, part, step)
            do throws(PrometheusMatrix.Invalid) {
                matrix.append(try PrometheusMatrix(json: body))
            } catch {
                throw Failure(description: "query \(Quoted.value(query)): \(error)")
            }
        }
        return matrix
    }

    private func body(_ query: String, _ part: Range<Timestamp>, _ step: Duration) async throws -> Data {
        let outcome = try await exchange(request(query, part, step))
        if let failure = outcome.failure { throw Failure(description: "\(url): \(failure.message.printable)") }
        let status = outcome.response?.status ?? 0
        let body = Data(outcome.body.readableBytesView)
        // Refused queries are answered with 400 or 422 and JSON that says why.
        guard status == 200 || !body.isEmpty && (400...422).contains(status) && body.first == UInt8(ascii: "{") else {
            throw Failure(description: "\(url): HTTP status \(status)")
        }
        return body
    }

    private func request(_ query: String, _ part: Range<Timestamp>, _ step: Duration) -> ProbeRequest {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let parameters = [
            ("query", query), ("start", part.lowerBound.rfc3339), ("end", part.upperBound.rfc3339),
            ("step", "\(step.components.seconds)"),
        ]
        let text = parameters.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
        var endpoint = url
        endpoint.path = (url.path.hasSuffix("/") ? url.path : url.path + "/") + "api/v1/query_range"
        endpoint.query = text
        return ProbeRequest(url: endpoint, module: HTTPModule())
    }

    private func exchange(_ request: ProbeRequest) async throws -> ExchangeOutcome {
        let loop = group.next()
        let interruption = loop.makePromise(of: HTTPExchange.Interruption.self)
        let timer = loop.scheduleTask(in: TimeAmount(timeout)) { interruption.succeed(.deadline) }
        defer {
            timer.cancel()
            interruption.succeed(.cancellation)
        }
        let setting = HTTPExchange.Setting(
            resolver: SystemResolver(), contexts: TLSContexts(), tls: TLSOptions(), userAgent: Version.userAgent,
            limits: Self.limits, timeout: timeout, keepsBody: true, followsRedirects: false)
        let log = ProbeLog(start: .now())
        return try await loop.flatSubmit {
            HTTPExchange(request, setting: setting, log: log, on: loop).start(until: interruption.futureResult)
        }.get()
    }
}
