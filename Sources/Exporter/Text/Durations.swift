extension Duration {
    /// As a floating-point number of seconds.
    var seconds: Double { self / .seconds(1) }

    /// As a whole number of nanoseconds, rounded down; the nearest that there is beyond 292 years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsToo) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflows || overflowsToo ? (seconds < 0 ? .min : .max) : sum
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
