import Foundation
import NinesSLO

/// Numbers and times in words, the same everywhere whatever the locale.
enum Readable {
    /// Hundredths of a percent, rounded down, and never 0 % or 100 % for what is a little more or less.
    static func percent(_ ratio: Double) -> String {
        guard ratio.isFinite else { return "–" }
        guard ratio > 0 else { return ratio < 0 ? "−\(percent(-ratio))" : "0 %" }
        // Binary fractions are a little off: 0.29 is 28.999... %.
        let exact = min(ratio, 1e12) * 10_000 + 1e-6
        var hundredths = max(Int64(exact.rounded(.down)), 1)
        if ratio < 1 { hundredths = min(hundredths, 9_999) }
        return decimal(hundredths, digits: 2) + " %"
    }

    /// An objective, to its last part per billion.
    static func objective(_ ratio: Double) -> String {
        decimal(Int64((min(max(ratio, 0), 1) * 1e9).rounded()), digits: 7) + " %"
    }

    /// A burn rate or the factor of an alert: two decimals, none from 100 on.
    static func factor(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        // A burn rate is at most 10^9: with every event bad at an objective of 0.999999999.
        let bounded = min(max(value, 0), 1e9)
        return bounded < 100
            ? decimal(Int64((bounded * 100).rounded()), digits: 2) + "×" : "\(Int64(bounded.rounded()))×"
    }

    /// With a comma before each group of three digits.
    static func count(_ number: UInt64) -> String {
        var text = ""
        for (place, digit) in "\(number)".reversed().enumerated() {
            text = (place > 0 && place % 3 == 0 ? "\(digit)," : "\(digit)") + text
        }
        return text
    }

    /// Such as `4 s`, `12 min`, `3 h 5 min` or `2 d 7 h`.
    static func length(_ duration: Duration) -> String {
        let seconds = max(duration.components.seconds, 0)
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3_600: return "\(seconds / 60) min"
        case ..<86_400: return "\(seconds / 3_600) h" + (seconds / 60 % 60 == 0 ? "" : " \(seconds / 60 % 60) min")
        default: return "\(seconds / 86_400) d" + (seconds / 3_600 % 24 == 0 ? "" : " \(seconds / 3_600 % 24) h")
        }
    }

    /// Such as `2026-11-21 02:40:05 UTC`.
    static func instant(_ instant: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(instant.nanosecondsSinceEpoch) / 1e9)
            .formatted(.iso8601).replacing("T", with: " ").replacing("Z", with: " UTC")
    }

    /// `value` as a number whose last `digits` digits stand after the point, without trailing zeros there.
    private static func decimal(_ value: Int64, digits: Int) -> String {
        var whole = value
        var fraction = ""
        for _ in 0..<digits {
            let digit = whole % 10
            whole /= 10
            if digit != 0 || !fraction.isEmpty { fraction = "\(digit)" + fraction }
        }
        return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
    }
}
