public import NinesSLO

/// Reads a history from comma-separated values: a header line, then a line for each slice.
///
///     timestamp,good,bad
///     2026-11-01T00:00:00Z,5990,10
///     2026-11-01T00:01:00Z,6000,0
///
/// The header names the columns, in any order: `timestamp` with `good` and `bad`, `good` and `total`, or `bad` and
/// `total`. Others are skipped. Timestamps are the slices' starts, RFC 3339 or seconds since the epoch. A slice ends
/// where the next begins, unless that is more than half as far again as the shortest distance between two: then it is
/// as long as the shortest, and the gap behind it is unknown.
public enum HistoryCSV {
    /// Why a file cannot be used.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// Counted from 1.
        public let line: Int
        /// The value and the rule that it breaks.
        public let message: String

        /// The line's number, then what is wrong with it.
        public var description: String { "\(line): \(message)" }
    }

    private struct Row {
        let line: Int
        let start: Timestamp
        let counts: EventCounts
    }

    /// - Parameter bytes: the file, in UTF-8; lines end in LF or CRLF. Empty lines and lines that begin with `#` are
    ///   skipped.
    /// - Throws: for the first line that breaks a rule.
    public static func history(_ bytes: [UInt8]) throws(Failure) -> History {
        var columns: Columns?
        var rows: [Row] = []
        var lineNumber = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            lineNumber += 1
            var line = line
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                Field(bytes: $0)
            }
            guard let known = columns else {
                columns = try Columns(fields, line: lineNumber)
                continue
            }
            let row = try known.row(fields, line: lineNumber)
            if let last = rows.last, row.start <= last.start {
                throw Failure(
                    line: lineNumber,
                    message: "timestamp \(fields[known.timestamp].text): it must be after line \(last.line)'s, "
                        + last.start.rfc3339)
            }
            rows.append(row)
        }
        guard columns != nil else {
            throw Failure(line: max(lineNumber, 1), message: "no header: it must be a line such as timestamp,good,bad")
        }
        guard rows.count >= 2 else {
            throw Failure(
                line: rows.last?.line ?? max(lineNumber, 1),
                message: "\(rows.count) slices: there must be at least two, whose distance is a slice's length")
        }
        return try history(rows)
    }

    private static func history(_ rows: [Row]) throws(Failure) -> History {
        let distances = zip(rows, rows.dropFirst()).map { $1.start.duration(since: $0.start) }
        let width = distances.min() ?? .zero
        guard width >= .seconds(1) else {
            let place = distances.firstIndex(of: width).map { rows[$0 + 1].line } ?? 1
            throw Failure(line: place, message: "slices \(DurationText.text(width)) long: they must be at least 1s")
        }
        let lengths = distances.map { $0 <= width * 1.5 ? $0 : width } + [width]
        do throws(SLOError) {
            return try History(
                zip(rows, lengths).map { row, length in
                    HistorySlice(from: row.start, to: row.start.advanced(by: length), counts: row.counts)
                })
        } catch {
            // Not reached: rows ascend and are as far apart as they are long.
            throw Failure(line: 1, message: error.description)
        }
    }

    /// A cell, without the spaces and double quotes around it.
    private struct Field {
        let text: String

        init(bytes: ArraySlice<UInt8>) {
            let isAround: (UInt8) -> Bool = {
                $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\"")
            }
            let inner = bytes.drop(while: isAround).reversed().drop(while: isAround).reversed()
            text = String(decoding: Array(inner), as: UTF8.self)
        }

        /// For a message: on one line and short.
        var shown: String { "\"" + String(text.prefix(40)) + "\"" }
    }

    /// Where the values are.
    private struct Columns {
        var timestamp: Int
        let good: Int?
        let bad: Int?
        let total: Int?
        let count: Int

        init(_ header: [Field], line: Int) throws(Failure) {
            let names = header.map { $0.text.lowercased() }
            func column(_ name: String) -> Int? { names.firstIndex(of: name) }
            guard let timestamp = column("timestamp") ?? column("time") else {
                throw Failure(
                    line: line,
                    message: "header \(names.joined(separator: ",").prefix(80)): it must name a column timestamp")
            }
            (good, bad, total) = (column("good"), column("bad"), column("total"))
            guard [good, bad, total].count(where: { $0 != nil }) >= 2 else {
                throw Failure(
                    line: line,
                    message: "header \(names.joined(separator: ",").prefix(80)): it must name two of the columns good, "
                        + "bad and total")
            }
            self.timestamp = timestamp
            count = header.count
        }

        func row(_ fields: [Field], line: Int) throws(Failure) -> Row {
            guard fields.count == count else {
                throw Failure(line: line, message: "\(fields.count) values: the header names \(count) columns")
            }
            guard let start = InstantText.instant(fields[timestamp].text) else {
                throw Failure(
                    line: line,
                    message: "timestamp \(fields[timestamp].shown): it must be RFC 3339, such as 2026-11-01T00:00:00Z, "
                        + "or seconds since 1970")
            }
            let good = try number(fields, good, "good", line: line)
            let bad = try number(fields, bad, "bad", line: line)
            let total = try number(fields, total, "total", line: line)
            guard let total else {
                return Row(line: line, start: start, counts: EventCounts(good: good ?? 0, bad: bad ?? 0))
            }
            if let good, let bad, EventCounts(good: good, bad: bad).total != total {
                throw Failure(
                    line: line, message: "total \(total): good \(good) and bad \(bad) are not as many together")
            }
            let known = good ?? bad ?? 0
            guard known <= total else {
                throw Failure(
                    line: line,
                    message: "\(good == nil ? "bad" : "good") \(known): it must not be above total \(total)")
            }
            let rest = total - known
            return Row(
                line: line, start: start, counts: EventCounts(good: good ?? rest, bad: good == nil ? known : rest))
        }

        private func number(
            _ fields: [Field], _ column: Int?, _ name: String, line: Int
        ) throws(Failure) -> UInt64? {
            guard let column else { return nil }
            let field = fields[column]
            // Spreadsheets and databases write whole numbers as 12.0.
            if let number = UInt64(field.text) { return number }
            if let number = Double(field.text), let whole = UInt64(exactly: number) { return whole }
            throw Failure(line: line, message: "\(name) \(field.shown): it must be a whole number of events, 0 or more")
        }
    }
}

/// Instants as tables of data have them.
package enum InstantText {
    /// Reads RFC 3339, or a number of seconds since the epoch with decimals: digits only, so that a column of other
    /// numbers is not taken for times. Nil for anything else.
    package static func instant(_ text: some StringProtocol) -> Timestamp? {
        if let instant = Timestamp(rfc3339: text) { return instant }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        // At most 18 and 9 digits, so that the numbers and the sum of seconds fit.
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let whole = parts.first, whole.utf8.count <= 18, let seconds = Int(whole)
        else { return nil }
        let instant = Timestamp(secondsSinceEpoch: seconds)
        guard parts.count == 2 else { return instant }
        let digits = parts[1].prefix(9)
        guard let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.utf8.count)) else { return nil }
        return instant.advanced(by: .nanoseconds(fraction))
    }
}
