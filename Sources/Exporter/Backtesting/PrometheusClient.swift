import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NinesSLO

/// Asks a Prometheus, or what has its HTTP API, for the past.
///
/// Its requests are no probes: they go through the client that everything shares which is none. Each has one deadline,
/// and an answer is read up to a bound.
struct PrometheusClient: Sendable {
    /// Such as `https://prometheus.example/`; user and password in it are sent as basic authentication.
    let url: HTTPURL
    var timeout = Duration.seconds(120)

    /// Prometheus refuses to answer with more points for a series.
    static let mostPoints = 11_000

    /// Bytes: 11,000 points of 1,000 series are about 300 MB.
    private static let longestAnswer = 512 << 20

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
        let (status, body) = try await answer(to: request(query, part, step))
        // Refused queries are answered with 400 or 422 and JSON that says why.
        guard status == 200 || !body.isEmpty && (400...422).contains(status) && body.first == UInt8(ascii: "{") else {
            throw Failure(description: "\(url): HTTP status \(status)")
        }
        return body
    }

    private func request(_ query: String, _ part: Range<Timestamp>, _ step: Duration) -> HTTPClientRequest {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let parameters = [
            ("query", query), ("start", part.lowerBound.rfc3339), ("end", part.upperBound.rfc3339),
            ("step", "\(step.components.seconds)"),
        ]
        var endpoint = url
        endpoint.path = (url.path.hasSuffix("/") ? url.path : url.path + "/") + "api/v1/query_range"
        endpoint.query = parameters.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }.joined(separator: "&")
        // The head of a probe has the user and the password where they belong; the URL goes on without.
        let head = ProbeRequest(url: endpoint, module: HTTPModule()).head(userAgent: Version.userAgent)
        var request = HTTPClientRequest(url: "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.requestTarget)")
        for header in head.headers where header.name != "Host" && header.name != "Connection" {
            request.headers.add(name: header.name, value: header.value)
        }
        return request
    }

    private func answer(to request: HTTPClientRequest) async throws -> (status: Int, body: Data) {
        do {
            let response = try await OutboundHTTP.ask(request, timeout: timeout)
            let body = try await response.body.collect(upTo: Self.longestAnswer)
            return (Int(response.status.code), Data(body.readableBytesView))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Failure(description: "\(url): \(OutboundHTTP.sentence(error).printable)")
        }
    }
}
