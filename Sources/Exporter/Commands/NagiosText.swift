/// The results of `nines check` for Nagios and its kin: one line, `|`, then performance data.
///
/// Source: Nagios Plugin Development Guidelines, "Plugin Output" and "Performance data".
enum NagiosText {
    static func text(_ reports: [CheckReport]) -> String {
        let failed = reports.filter { !$0.result.succeeded }
        let summary: String
        if failed.isEmpty {
            summary = "NINES OK - \(reports.count) of \(reports.count) targets up"
        } else {
            let names = failed.map { "\($0.target.name) (\($0.result.failure?.reason.rawValue ?? ""))" }
            summary =
                "NINES CRITICAL - \(failed.count) of \(reports.count) targets down: \(names.joined(separator: ", "))"
        }
        // A label is quoted, and a quote in it doubled; `;;;0;timeout` are warning, critical, minimum and maximum.
        let data = reports.map { report in
            let label = report.target.name.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "''")
            return "'\(label)'=\(report.result.duration.seconds)s;;;0;\(report.result.timeout.seconds)"
        }
        return plain(summary) + "|" + data.joined(separator: " ")
    }

    static func unknown(_ message: String) -> String { plain("NINES UNKNOWN - \(message)") }

    /// The guidelines reserve `|` and want one line.
    private static func plain(_ text: String) -> String {
        String(text.map { $0 == "|" ? "/" : $0.isNewline ? " " : $0 })
    }
}
