import NinesMetrics
import Testing

@Suite struct TimingTests {
    private struct Broken: Error {}

    private let clock = HandClock()
    private let registry: Registry
    private let durations: Histogram

    init() throws {
        registry = Registry(clock: clock.forRegistry)
        durations = try registry.histogram("run_seconds", help: "Runs.", unit: "seconds", upperBounds: [1, 10])
    }

    private var counts: [UInt64] { Array(durations.value.counts) }

    @Test func `times what returns and hands on its result`() throws {
        let result = durations.time(by: clock) {
            clock.advance(by: .milliseconds(1_500))
            return 7
        }
        #expect(result == 7)
        #expect(counts == [0, 1, 0])
        #expect(durations.value.sum == 1.5)
    }

    @Test func `times what throws too`() throws {
        #expect(throws: Broken.self) {
            try durations.time(by: clock) { () throws(Broken) in
                clock.advance(by: .seconds(20))
                throw Broken()
            }
        }
        #expect(counts == [0, 0, 1])
        #expect(durations.value.sum == 20)
    }

    @Test func `times asynchronous work that returns and that throws`() async throws {
        let result = await durations.time(by: clock) {
            await Task.yield()
            clock.advance(by: .milliseconds(250))
            return "done"
        }
        #expect(result == "done")
        await #expect(throws: Broken.self) {
            try await durations.time(by: clock) {
                await Task.yield()
                clock.advance(by: .seconds(2))
                throw Broken()
            }
        }
        #expect(counts == [1, 1, 0])
        #expect(durations.value.sum == 2.25)
    }

    @MainActor @Test func timesOnTheActorOfTheCaller() async {
        var isOnMainActor = false
        await durations.time(by: clock) {
            await Task.yield()
            MainActor.assertIsolated()
            isOnMainActor = true
        }
        #expect(isOnMainActor)
    }

    @Test func `times by the continuous clock unless told otherwise`() async {
        durations.time { clock.advance(by: .seconds(1_000_000_000)) }
        await durations.time { await Task.yield() }
        #expect(counts.reduce(0, +) == 2)
        #expect(durations.value.sum < 1_000_000_000)
    }

    @Test(arguments: [
        (Duration.zero, 0.0), (.milliseconds(42), 0.042), (.nanoseconds(1), 1e-9), (.seconds(-1.5), -1.5),
        (.seconds(3_000_000_000) + .microseconds(1), 3_000_000_000.000001),
    ])
    func `observes a duration in seconds`(_ duration: Duration, _ seconds: Double) {
        durations.observe(duration)
        #expect(durations.value.sum == seconds)
    }

    @Test func `times in the child of a family`() async throws {
        let family = try registry.histogram(
            "step_seconds", help: "Steps.", upperBounds: [1], labels: LabelName("step"), LabelName("try", of: Int.self))
        family.observe("a", 1, duration: .seconds(3))
        family.time("a", 1, by: clock) { clock.advance(by: .seconds(1)) }
        await family.time("a", 1, by: clock) {
            await Task.yield()
            clock.advance(by: .milliseconds(500))
        }
        #expect(family.labels("a", 1).value.sum == 4.5)
        #expect(Array(family.labels("a", 1).value.counts) == [2, 1])
    }

    @Test func `a counter counts the errors it is told to`() async throws {
        let failures = try registry.counter("failures_total", help: "Failures.")
        #expect(failures.countErrors { 7 } == 7)
        #expect(throws: Broken.self) {
            try failures.countErrors { () throws(Broken) in throw Broken() }
        }
        await #expect(throws: Broken.self) {
            try await failures.countErrors {
                await Task.yield()
                throw Broken()
            }
        }
        #expect(failures.value == CounterValue(integer: 2))
        await #expect(throws: CancellationError.self) {
            try await failures.countErrors(where: { !($0 is CancellationError) }) {
                await Task.yield()
                throw CancellationError()
            }
        }
        #expect(failures.value == CounterValue(integer: 2))
    }

    @Test func `a gauge holds the duration of the last run`() async throws {
        let last = try registry.gauge("backup_duration_seconds", help: "Last backup.", unit: "seconds")
        last.set(.milliseconds(1_250))
        #expect(last.value == 1.25)
        last.setToDuration(by: clock) { clock.advance(by: .seconds(90)) }
        #expect(last.value == 90)
        await #expect(throws: Broken.self) {
            try await last.setToDuration(by: clock) {
                await Task.yield()
                clock.advance(by: .seconds(5))
                throw Broken()
            }
        }
        #expect(last.value == 5)
    }
}
