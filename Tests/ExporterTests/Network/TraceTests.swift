import Testing

@testable import nines

struct TraceTests {
    @Test func `the verdict is kept when lines are dropped`() {
        let log = Trace.on()
        for number in 0..<100 { log.add("line \(number)") }
        log.conclude("the end")
        #expect(log.lines.count == 40)
        #expect(log.lines.map(\.text).suffix(2) == ["line 38", "the end"])
    }

    @Test func `nobody who does not listen pays for a text`() {
        var isMade = false
        func text() -> String {
            isMade = true
            return ""
        }
        Trace.off.add(text())
        Trace.off.conclude(text())
        #expect(!isMade && Trace.off.lines.isEmpty)
    }

    @Test func `what a target sends cannot steer a terminal or fill the memory`() {
        let log = Trace.on()
        log.add("a\u{1b}[2J\r\nb\u{9b}é")
        log.add(String(repeating: "x", count: 5000))
        #expect(log.lines[0].text == "a\u{FFFD}[2J\u{FFFD}\u{FFFD}b\u{FFFD}é")
        #expect(log.lines[1].text.count == 1000)
    }

    @Test(arguments: [
        (Duration.zero, "0 µs"), (.microseconds(999), "999 µs"), (.microseconds(1250), "1.25 ms"),
        (.microseconds(123_456), "123 ms"), (.milliseconds(300), "300 ms"), (.seconds(5), "5 s"),
        (.milliseconds(1234), "1.234 s"), (.milliseconds(60_050), "60.05 s"),
    ])
    func `durations are short`(_ duration: Duration, text: String) {
        #expect(duration.rounded == text)
    }
}
