import NinesSLO
import Testing

@testable import struct NinesSLO.DurationText

@Suite struct TimeTests {
    @Test(arguments: [
        ("5m", 300), ("1h", 3_600), ("3d", 259_200), ("30d", 2_592_000), ("1h30m", 5_400), ("1m30s", 90),
        ("7d", 604_800),
        ("1d12h", 129_600), ("0s", 0), ("365d", 31_536_000),
    ])
    func `a duration has one text, which reads back`(text: String, seconds: Int) {
        #expect(DurationText.text(.seconds(seconds)) == text)
        #expect(DurationText(text)?.duration == .seconds(seconds))
    }

    @Test(
        arguments: [
            ("0", .zero), ("90s", .seconds(90)), ("4w", .seconds(28 * 86_400)), ("1y", .seconds(365 * 86_400)),
            ("1m500ms", .milliseconds(60_500)), ("120m", .seconds(7_200)),
        ] as [(String, Duration)])
    func `Prometheus' other spellings are read`(text: String, duration: Duration) {
        #expect(DurationText(text)?.duration == duration)
    }

    @Test(arguments: [
        "", "5", "m", "5 m", "-5m", "5M", "1m1h", "1m1m", "1.5h", "5m ", "5µs", "99999999999999999999s",
        "9223372036854775807d", "9223372036854775807ms1ms", "+5m", "00",
    ])
    func `what is not Prometheus' grammar is no duration`(text: String) {
        #expect(DurationText(text) == nil)
    }

    @Test func `durations without a text of their own are described`() {
        #expect(DurationText.text(.milliseconds(1_500)) == "1s500ms")
        #expect(DurationText.text(.seconds(-5)) == "-5.0 seconds")
        #expect(DurationText.text(.nanoseconds(1)) == "1e-09 seconds")
    }

    @Test func `timestamps stop at the ends of their range instead of trapping`() {
        #expect(Timestamp(secondsSinceEpoch: Int.max).nanosecondsSinceEpoch == .max)
        #expect(Timestamp(secondsSinceEpoch: Int.min).nanosecondsSinceEpoch == .min)
        #expect(Timestamp(secondsSinceEpoch: Double.infinity).nanosecondsSinceEpoch == .max)
        #expect(Timestamp(secondsSinceEpoch: -1e300).nanosecondsSinceEpoch == .min)
        #expect(Timestamp(secondsSinceEpoch: Double.nan).nanosecondsSinceEpoch == 0)
        #expect(
            Timestamp(nanosecondsSinceEpoch: .max).advanced(by: .seconds(Int64.max)).nanosecondsSinceEpoch == .max)
        #expect(
            Timestamp(nanosecondsSinceEpoch: .min).advanced(by: .seconds(Int64.min)).nanosecondsSinceEpoch == .min)
        let span = Timestamp(nanosecondsSinceEpoch: .max).duration(since: Timestamp(nanosecondsSinceEpoch: .min))
        #expect(span == .seconds(18_446_744_073) + .nanoseconds(709_551_615))
    }

    @Test func `timestamps add and subtract to the nanosecond`() {
        let instant = Timestamp(secondsSinceEpoch: 1_800_000_000.25)
        #expect(instant.nanosecondsSinceEpoch == 1_800_000_000_250_000_000)
        #expect(instant.advanced(by: .nanoseconds(-1)).nanosecondsSinceEpoch == 1_800_000_000_249_999_999)
        #expect(instant.advanced(by: .milliseconds(1)).duration(since: instant) == .milliseconds(1))
        #expect(instant.duration(since: instant.advanced(by: .seconds(1))) == .seconds(-1))
        #expect(instant < instant.advanced(by: .nanoseconds(1)))
    }
}
