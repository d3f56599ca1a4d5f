import NinesMetrics
import TestSupport
import Testing

@Suite struct CounterTests {
    @Test func `starts at zero and sums whole and fractional increments`() throws {
        let counter = try Registry().counter("sent_bytes_total", help: "Bytes sent.", unit: "bytes")
        #expect(counter.value == CounterValue(integer: 0))
        counter.increment()
        counter.increment(by: 41)
        counter.increment(by: 0.5)
        #expect(counter.value == CounterValue(integer: 42, fraction: 0.5))
        #expect(counter.value.total == 42.5)
    }

    @Test func `keeps whole increments exact beyond what a double holds`() throws {
        let counter = try Counter.unregistered()
        counter.increment(by: 1 << 53)
        counter.increment()
        #expect(counter.value.integer == 9_007_199_254_740_993)
    }

    @Test func `drops and counts what it cannot take`() throws {
        let counter = try Counter.unregistered()
        let negative = dropped("negative") {
            counter.increment(by: -1)
            counter.increment(by: Int.min)
            counter.increment(by: -0.5)
        }
        let notFinite = dropped("not_finite") {
            counter.increment(by: Double.nan)
            counter.increment(by: Double.infinity)
            counter.increment(by: -Double.infinity)
        }
        #expect(counter.value == CounterValue(integer: 0))
        #expect(negative == 3)
        #expect(notFinite == 3)
    }

    @Test func `is given zeroed cells when it reuses those of another`() throws {
        var counters: [Counter] = []
        for _ in 0..<100 { counters.append(try Counter.unregistered()) }
        for counter in counters {
            counter.increment(by: 7)
            counter.increment(by: 7.5)
        }
        counters.removeAll()
        for _ in 0..<100 { counters.append(try Counter.unregistered()) }
        #expect(counters.allSatisfy { $0.value == CounterValue(integer: 0) })
    }
}

@Suite struct GaugeTests {
    @Test func `holds the last value set plus what came after`() throws {
        let gauge = try Registry().gauge("queue_length", help: "Waiting jobs.")
        #expect(gauge.value == 0)
        gauge.set(10)
        gauge.increment()
        gauge.increment(by: 2.5)
        gauge.decrement()
        gauge.decrement(by: 0.5)
        #expect(gauge.value == 12)
        gauge.set(-.infinity)
        #expect(gauge.value == -.infinity)
    }

    @Test func `loses no increment of threads that interfere`() throws {
        let gauge = try Registry().gauge("in_progress", help: "Requests being answered.")
        PosixThread.run(4) { _ in
            for _ in 0..<5_000 {
                gauge.increment(by: 2)
                gauge.decrement()
            }
        }
        #expect(gauge.value == 20_000)
    }
}
