import Foundation

/// The group's figures as a Markdown table, so that it can be pasted into the README.
extension MeasuredGroup {
    var table: String {
        let counts = group.threadCounts.map { $0 == 1 ? "1 thread" : "\($0) threads" }
        var lines = [[""] + counts.flatMap { [$0, "median", "ratio"] } + ["bar", ""]]
        for (index, subject) in group.subjects.enumerated() where !(subject is EarlierSubject) {
            let figures = group.threadCounts.indices.flatMap { column in
                [
                    Self.figure(rows[index][column].best), Self.figure(rows[index][column].median),
                    Self.figure(ratio(row: index, column: column)),
                ]
            }
            lines.append([subject.name] + figures + verdict(index))
        }
        return Self.aligned(lines)
    }

    private func verdict(_ row: Int) -> [String] {
        guard let bar = group.subjects[row].bar else { return ["", ""] }
        let ratios = Set(group.threadCounts.map(bar.ratio(threads:))).sorted(by: >).map { "\($0)" }
        let peer = bar.peers.isEmpty ? group.subjects[0].name : bar.peers.count == 1 ? bar.peers[0] : "best peer"
        let promise = "<= \(ratios.joined(separator: ", ")) x \(peer)"
        guard !ratio(row: row, column: 0).isNaN else { return [promise, "peer not measured"] }
        let missed = group.threadCounts.indices.filter {
            !(ratio(row: row, column: $0) <= bar.ratio(threads: group.threadCounts[$0]))
        }
        let columns = missed.map { "\(group.threadCounts[$0])" }.joined(separator: " and ")
        return [promise, missed.isEmpty ? "met" : "bar missed (threads: \(columns))"]
    }

    static func figure(_ number: Double) -> String { String(format: "%.2f", number) }

    /// The first line is the head; the first and the last column are text, the rest are numbers.
    static func aligned(_ lines: [[String]]) -> String {
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        func padded(_ text: String, _ column: Int) -> String {
            let space = String(repeating: " ", count: widths[column] - text.count)
            return column == 0 || column == widths.count - 1 ? text + space : space + text
        }
        var rows = lines.map { line in line.enumerated().map { padded($1, $0) } }
        rows.insert(
            widths.enumerated().map { column, width in
                let dashes = String(repeating: "-", count: max(2, width))
                return column == 0 || column == widths.count - 1 ? dashes : dashes.dropLast() + ":"
            }, at: 1)
        return rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}
