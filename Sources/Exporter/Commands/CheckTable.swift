/// The results of `nines check` for people: one line a target, the failures' messages at the end of theirs.
enum CheckTable {
    static func text(_ reports: [CheckReport]) -> String {
        let rows = [["TARGET", "STATE", "CODE", "TIME", "REASON"]] + reports.map(row)
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return trimmed((cells + row[4...]).joined(separator: "  "))
        }
        let up = reports.count { $0.result.succeeded }
        return (lines + ["\(up) of \(reports.count) targets up"]).joined(separator: "\n")
    }

    private static func row(_ report: CheckReport) -> [String] {
        let result = report.result
        let status = result.http?.statusCode ?? 0
        let code = status == 0 ? "-" : "\(status)"
        return [
            report.target.name, result.succeeded ? "up" : result.hasVerdict ? "DOWN" : "unknown", code,
            result.duration.rounded, result.verdict.explanation.map { "\($0.reason): \($0.message)" } ?? "",
        ]
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
