import NinesMetrics
import TestSupport
import Testing

/// Durations become the doubles that their decimal texts read as: what a histogram's bound is made of.
@Suite struct DurationSecondsTests {
    /// The seconds of `count` units, of which 10^`digits` make a second, as the standard library reads their text.
    private func literal(_ count: UInt64, digits: Int) -> Double? {
        let text = "\(count)"
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return Double("\(padded.dropLast(digits)).\(padded.suffix(digits))")
    }

    @Test func `every whole millisecond up to a minute is its own literal`() {
        let wrong = (0...60_000).filter {
            Duration.milliseconds($0).inSeconds != literal(UInt64($0), digits: 3)
                || Duration.milliseconds(-$0).inSeconds != literal(UInt64($0), digits: 3).map { -$0 }
        }
        #expect(wrong == [])
    }

    @Test func `whole microseconds and nanoseconds are their own literals`() {
        var random = SeededNumbers(seed: 18)
        for _ in 0..<20_000 {
            let micro = random.next() >> (random.next() % 30)
            let small = micro % 1_000_000_000_000
            #expect(Duration.microseconds(Int64(small)).inSeconds == literal(small, digits: 6))
            let nano = random.next() >> (1 + random.next() % 62)
            #expect(Duration.nanoseconds(Int64(nano)).inSeconds == literal(nano, digits: 9))
            #expect(Duration.seconds(ofNanoseconds: Int64(nano)) == literal(nano, digits: 9))
        }
    }

    @Test func `attoseconds and the longest durations round to the nearest double`() {
        var random = SeededNumbers(seed: 19)
        for _ in 0..<20_000 {
            let seconds = random.next() >> (1 + random.next() % 62)
            let attoseconds = random.next() % 1_000_000_000_000_000_000
            let duration = Duration(secondsComponent: Int64(seconds), attosecondsComponent: Int64(attoseconds))
            let fraction = "\(attoseconds)"
            let text = "\(seconds)." + String(repeating: "0", count: 18 - fraction.count) + fraction
            #expect(duration.inSeconds == Double(text), "\(text)")
            #expect((.zero - duration).inSeconds == Double("-\(text)"), "-\(text)")
        }
        let ages = Duration.seconds(Int64.max) + .seconds(Int64.max)
        #expect(ages.inSeconds == 0x1p64)
        #expect((ages + ages + ages).inSeconds == 3 * 0x1p64)
    }

    @Test func `a duration on a bound is counted in it by every way to observe one`() throws {
        let registry = Registry()
        let bounds = [1.128, 8.703, 32.017]
        let histogram = try registry.histogram("a_seconds", help: "A.", unit: "seconds", upperBounds: bounds)
        let family = try registry.histogram(
            "b_seconds", help: "B.", unit: "seconds", upperBounds: bounds, labels: LabelName("kind"))
        let gauge = try registry.gauge("c_seconds", help: "C.", unit: "seconds")
        for milliseconds in [1_128, 8_703, 32_017] {
            histogram.observe(.milliseconds(milliseconds))
            family.observe("x", duration: .milliseconds(milliseconds))
            gauge.set(.milliseconds(milliseconds))
            #expect(gauge.value == Double(milliseconds) / 1000)
        }
        #expect(registry.collect().count(of: "a_seconds") == 3)
        for name in ["a_seconds", "b_seconds"] {
            guard case .histograms(let column) = registry.collect().family(name)?.values else {
                Issue.record("\(name) has no buckets")
                continue
            }
            #expect(Array(column.counts(0)) == [1, 1, 1, 0])
        }
    }
}
