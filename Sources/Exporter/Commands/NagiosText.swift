/// The results of `nines check` for Nagios and its kin: one line, `|`, then performance data.
///
/// Source: Nagios Plugin Development Guidelines, "Plugin Output" and "Performance data".
enum NagiosText {
    static func text(_ reports: [CheckReport]) -> String {
        let failed = reports.filter { $0.result.failure != nil }
        let unknown = reports.filter { !$0.result.hasVerdict }
        let summary: String
        if failed.isEmpty, !unknown.isEmpty {
            let names = unknown.map { "\($0.target.name) (\($0.result.verdict.explanation?.reason ?? ""))" }
            summary =
                "NINES UNKNOWN - \(unknown.count) of \(reports.count) targets not probed: "
                + names.joined(separator: ", ")
        } else if failed.isEmpty {
            summary = "NINES OK - \(reports.count) of \(reports.count) targets up"
        } else {
            let names = failed.map { "\($0.target.name) (\($0.result.failure?.reason.rawValue ?? ""))" }
            summary =
                "NINES CRITICAL - \(failed.count) of \(reports.count) targets down: \(names.joined(separator: ", "))"
        }
        // A label is quoted, a quote in it doubled, and without `=`; `;;;0;timeout` are warning, critical, minimum and
        // maximum. Numbers have no exponent.
        let data = reports.map { report in
            let label = report.target.name.replacing("'", with: "''").replacing("=", with: "_")
            return "'\(label)'=\(decimal(report.result.duration))s;;;0;\(decimal(report.result.timeout))"
        }
        return plain(summary) + "|" + data.joined(separator: " ")
    }

    /// Seconds to the microsecond.
    private static func decimal(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let microseconds = "\(attoseconds / 1_000_000_000_000)"
        return "\(seconds)." + String(repeating: "0", count: max(0, 6 - microseconds.count)) + microseconds
    }

    /// Whether a command line asks for this form, also one that cannot be used: `nines check ... --output nagios`.
    static func isWanted(by commandLine: [String]) -> Bool {
        let words = commandLine.dropFirst()
        return words.first == "check"
            && (words.contains("--output=nagios")
                || zip(words, words.dropFirst()).contains { $0 == ("--output", "nagios") })
    }

    static func unknown(_ message: String) -> String { plain("NINES UNKNOWN - \(message)") }

    /// The guidelines reserve `|` and want one line.
    private static func plain(_ text: String) -> String {
        String(text.map { $0 == "|" ? "/" : $0.isNewline ? " " : $0 })
    }
}
