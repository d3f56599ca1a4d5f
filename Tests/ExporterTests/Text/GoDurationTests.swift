import Testing

@testable import nines

@Suite struct GoDurationTests {
    @Test(
        arguments: [
            ("0", .zero), ("0s", .zero), ("300ms", .milliseconds(300)), ("5s", .seconds(5)), ("1m30s", .seconds(90)),
            ("1.5h", .seconds(5400)), (".5s", .milliseconds(500)), ("1.s", .seconds(1)), ("30d", .seconds(2_592_000)),
            ("1w", .seconds(604_800)), ("1d12h", .seconds(129_600)), ("2us", .microseconds(2)),
            ("2µs", .microseconds(2)),
            ("2μs", .microseconds(2)), ("7ns", .nanoseconds(7)), ("0.0000000019s", .nanoseconds(1)),
            ("00000000000000000000000001s", .seconds(1)), ("9223372036854775807ns", .nanoseconds(Int64.max)),
            ("0.1000000000000000000000000000001s", .milliseconds(100)), ("1s1s", .seconds(2)),
        ] as [(String, Duration)])
    func `durations are read as go reads them`(text: String, duration: Duration) throws {
        #expect(try GoDuration.parse(text) == duration)
    }

    @Test(
        arguments: [
            ("", .malformed), ("s", .malformed), (".s", .malformed), ("soon", .malformed), ("1 s", .malformed),
            ("+1s", .malformed), ("1y", .malformed), ("1S", .malformed), ("1e3s", .malformed), ("--1s", .malformed),
            ("-soon", .malformed), ("-", .malformed), ("١s", .malformed), ("1.2.3s", .noUnit), ("5", .noUnit),
            ("1m30", .noUnit),
            ("0.0", .noUnit), ("-5s", .negative), ("-0", .negative), ("9223372036854775808ns", .tooLong),
            ("99999999999999999999999w", .tooLong), ("200y", .malformed), ("15251w", .tooLong),
            ("292000d292000d", .tooLong),
        ] as [(String, GoDuration.Invalid)])
    func `other texts are refused with the reason`(text: String, reason: GoDuration.Invalid) {
        #expect(throws: reason) { try GoDuration.parse(text) }
    }
}
