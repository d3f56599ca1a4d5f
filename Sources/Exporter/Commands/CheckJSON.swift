import Foundation

/// The results of `nines check` for programs: one object with a list of targets, keys in order, times in seconds.
enum CheckJSON {
    private struct Document: Encodable {
        var healthy: Bool
        var targets: [Entry]
    }

    private struct Entry: Encodable {
        var name: String
        var url: String
        var job: String
        var success: Bool
        var reason: String?
        var message: String?
        var status_code: Int?
        var duration_seconds: Double
        var phases_seconds: [String: Double]
        var certificate_expiry: Double?
    }

    static func text(_ reports: [CheckReport]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(healthy: reports.allSatisfy(\.result.succeeded), targets: reports.map(entry))
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }

    private static func entry(_ report: CheckReport) -> Entry {
        let (target, result) = (report.target, report.result)
        return Entry(
            name: target.name, url: target.url, job: target.job, success: result.succeeded,
            reason: result.failure?.reason.rawValue, message: result.failure?.message,
            status_code: result.http.statusCode == 0 ? nil : result.http.statusCode,
            duration_seconds: result.duration.seconds,
            phases_seconds: Dictionary(
                uniqueKeysWithValues: result.http.phases.byName.map { ($0.name, $0.value.seconds) }),
            certificate_expiry: result.tls?.earliestExpiry)
    }
}
