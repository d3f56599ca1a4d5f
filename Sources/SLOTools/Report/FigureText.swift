internal import NinesSLO

/// Numbers for tables and pictures, the same everywhere whatever the locale.
package enum FigureText {
    /// With at most this many decimals, without zeros at the end; `-` for what is no number.
    package static func rounded(_ value: Double, decimals: Int = 2) -> String {
        guard value.isFinite else { return "-" }
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        // Within 2^53 the product is exact enough to convert; larger values have no decimals to show.
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return value.description }
        let units = Int64(scaled)
        let (whole, fraction) = units.quotientAndRemainder(dividingBy: Int64(scale))
        let digits = "\(fraction)"
        let padded = String(repeating: "0", count: max(decimals - digits.count, 0)) + digits
        let tail = String(padded.reversed().drop { $0 == "0" }.reversed())
        let text = tail.isEmpty || decimals == 0 ? "\(whole)" : "\(whole).\(tail)"
        return value < 0 && units > 0 ? "-" + text : text
    }

    /// Such as `0.995%`.
    package static func percent(_ ratio: Double, decimals: Int = 2) -> String {
        let text = rounded(ratio * 100, decimals: decimals)
        return text == "-" ? text : text + "%"
    }

    /// Rounded to what matters: seconds below 10 minutes, minutes below a day, hours beyond.
    package static func length(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let step: Int64 = seconds < 600 ? 1 : seconds < 86_400 ? 60 : 3_600
        // Below 2^63: a duration of a history is at most centuries.
        let rounded = (seconds + step / 2) / step * step
        return DurationText.text(.seconds(rounded))
    }

    /// With a comma before each group of three digits.
    package static func count(_ number: UInt64) -> String {
        var text = ""
        for (place, digit) in "\(number)".reversed().enumerated() {
            text = (place > 0 && place % 3 == 0 ? "\(digit)," : "\(digit)") + text
        }
        return text
    }
}
