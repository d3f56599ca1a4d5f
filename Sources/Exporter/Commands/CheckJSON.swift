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
        var statusCode: Int?
        var durationSeconds: Double
        var phasesSeconds: [String: Double]
        /// Of the first certificate to expire, since the Unix epoch.
        var certificateExpiry: Double?

        enum CodingKeys: String, CodingKey {
            case name, url, job, success, reason, message
            case statusCode = "status_code"
            case durationSeconds = "duration_seconds"
            case phasesSeconds = "phases_seconds"
            case certificateExpiry = "certificate_expiry_timestamp_seconds"
        }
    }

    static func text(_ reports: [CheckReport]) throws -> String {
        let document = Document(healthy: reports.allSatisfy(\.result.succeeded), targets: reports.map(entry))
        return try JSONText.text(document)
    }

    private static func entry(_ report: CheckReport) -> Entry {
        let (target, result) = (report.target, report.result)
        return Entry(
            name: target.name, url: target.url, job: target.job, success: result.succeeded,
            reason: result.verdict.explanation?.reason, message: result.verdict.explanation?.message,
            statusCode: result.http.flatMap { $0.statusCode == 0 ? nil : $0.statusCode },
            durationSeconds: result.duration.seconds,
            phasesSeconds: Dictionary(
                uniqueKeysWithValues: (result.http?.phases.byName ?? []).map { ($0.name, $0.value.seconds) }),
            certificateExpiry: result.connection.tls?.earliestExpiry)
    }
}
