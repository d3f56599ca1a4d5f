import Foundation
import NinesExposition
import NinesMetrics

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Prometheus' Pushgateway, which keeps the last page of a job for scrapers.
enum Pushgateway {
    struct Refusal: Error {
        let status: Int
        let reason: String
    }

    /// Replaces everything that the gateway has of `job`.
    static func push(_ source: some MetricSource, to address: String, job: String) async throws {
        guard let url = URL(string: "\(address)/metrics/job/\(job)") else { throw URLError(.badURL) }
        let page = ExpositionBody(source.collect(), format: .text)
        var request = URLRequest(url: url)
        request.httpMethod = "PUT"
        request.setValue(ExpositionFormat.text.contentType, forHTTPHeaderField: "Content-Type")
        let (answer, response) = try await URLSession.shared.upload(for: request, from: Data(page.bytes))
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard 200..<300 ~= status else {
            throw Refusal(status: status, reason: String(decoding: answer, as: UTF8.self))
        }
    }
}
