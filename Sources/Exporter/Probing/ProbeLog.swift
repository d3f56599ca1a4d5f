import NIOCore

/// The lines of `nines probe`, stamped with the time since the probe's start.
struct ProbeLog: Sendable {
    /// Ten redirects write more than anybody reads: further lines are dropped, the verdict is not.
    static let maximum = 40

    let start: NIODeadline
    private(set) var lines: [ProbeResult.LogLine] = []

    init(start: NIODeadline) {
        self.start = start
    }

    mutating func add(_ text: String) {
        if lines.count < Self.maximum - 1 { append(text) }
    }

    /// The last line: what the probe found, whatever was dropped before.
    mutating func conclude(_ text: String) {
        append(text)
    }

    private mutating func append(_ text: String) {
        lines.append(ProbeResult.LogLine(at: Duration(.now() - start), text: text.printable))
    }
}

extension String {
    /// The text as it may be shown on a terminal and kept: what targets send goes into messages, so control characters
    /// are replaced and no more than 1,000 characters are left.
    var printable: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars.prefix(1000) {
            scalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }
}

extension Duration {
    /// For people: `85 ms`, `1.25 s`; at most three digits after the point, none finer than a microsecond.
    var rounded: String {
        let (seconds, attoseconds) = components
        let microseconds = attoseconds / 1_000_000_000_000
        if seconds == 0, microseconds < 1000 { return "\(microseconds) µs" }
        if seconds == 0 { return Self.decimal(microseconds, digits: microseconds < 100_000 ? 3 : 0) + " ms" }
        return Self.decimal(seconds * 1000 + microseconds / 1000, digits: 3) + " s"
    }

    /// `value` thousandths with at most `digits` digits after the point, trailing zeros dropped.
    private static func decimal(_ value: Int64, digits: Int) -> String {
        let (whole, thousandths) = value.quotientAndRemainder(dividingBy: 1000)
        guard digits > 0, thousandths != 0 else { return "\(whole)" }
        let padded = String(repeating: "0", count: max(0, 3 - "\(thousandths)".count)) + "\(thousandths)"
        var fraction = padded[...]
        while fraction.last == "0" { fraction = fraction.dropLast() }
        return "\(whole).\(fraction)"
    }
}
