import NinesMetrics
import NinesSLO
import Testing

@Suite struct EventRuleTests {
    private struct Refusal: Error {}
    private struct Response {
        var status = 200
    }

    private let engine = SLOEngine(now: nil)
    private let recorder: SLORecorder
    private let clock = ManualClock()

    init() throws {
        recorder = try engine.add(
            SLODefinition(name: "a", service: "s", objective: Objective(ratio: 0.999), window: .days(30)))
    }

    private var events: EventCounts? {
        engine.advance(to: Timestamp(secondsSinceEpoch: 0))
        return engine.statuses.first?.events
    }

    private func pass(_ milliseconds: Int) { clock.move(to: clock.now.advanced(by: .milliseconds(milliseconds))) }

    @Test func `what is returned is good, and what is thrown is bad and thrown on`() async throws {
        let value = await recorder.record {
            await Task.yield()
            return 5
        }
        #expect(value == 5)
        #expect(recorder.record { "x" } == "x")
        await #expect(throws: Refusal.self) {
            try await recorder.record { () async throws(Refusal) -> Int in throw Refusal() }
        }
        #expect(throws: Refusal.self) { try recorder.record { () throws(Refusal) -> Int in throw Refusal() } }
        #expect(events == EventCounts(good: 2, bad: 2))
    }

    @Test func `a handler is judged by its response, its errors and its time`() async throws {
        let rule = EventRule<Response>(
            fasterThan: .milliseconds(300)
        ) {
            $0.status < 500
        } error: {
            $0 is Refusal ? .ignored : .bad
        }
        let clock = clock
        let handler = recorder.recording(judging: rule, clock: clock) { (milliseconds: Int) async throws -> Response in
            clock.move(to: clock.now.advanced(by: .milliseconds(milliseconds)))
            if milliseconds == 0 { throw Refusal() }
            return Response(status: milliseconds == 1 ? 503 : 200)
        }
        _ = try await handler(300)
        #expect(events == EventCounts(good: 1, bad: 0))
        _ = try await handler(301)
        #expect(events == EventCounts(good: 1, bad: 1))
        #expect(try await handler(1).status == 503)
        #expect(events == EventCounts(good: 1, bad: 2))
        _ = try? await handler(0)
        #expect(events == EventCounts(good: 1, bad: 2))
    }

    @Test func `an error that is good is so only in time`() {
        let rule = EventRule<Int>(fasterThan: .milliseconds(10), error: { _ in .good })
        for milliseconds in [10, 11] {
            _ = try? recorder.record(judging: rule, clock: clock) {
                pass(milliseconds)
                throw Refusal()
            }
        }
        #expect(events == EventCounts(good: 1, bad: 1))
    }

    @Test func `a response may be no event, and is bad only in what is asked of it`() {
        let rule = EventRule<Response>(
            fasterThan: .milliseconds(10), response: { $0.status < 500 ? .good : .ignored }, error: { _ in .ignored })
        for (status, milliseconds) in [(200, 10), (404, 11), (503, 1), (503, 11)] {
            _ = recorder.record(judging: rule, clock: clock) { () -> Response in
                pass(milliseconds)
                return Response(status: status)
            }
        }
        #expect(events == EventCounts(good: 1, bad: 1))
    }

    @Test(
        arguments: [(.ignored, .zero), (.bad, EventCounts(good: 0, bad: 2))] as [(EventVerdict, EventCounts)])
    func `cancellation is no event unless asked for`(verdict: EventVerdict, expected: EventCounts) async {
        let rule = EventRule<Int>(cancellation: verdict)
        let recorder = recorder
        await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            // Any error of a cancelled task, such as a closed connection.
            _ = try? await recorder.record(judging: rule) { () async throws -> Int in throw Refusal() }
        }.value
        _ = try? await recorder.record(judging: rule) { () async throws -> Int in throw CancellationError() }
        #expect(events == expected)
        // A cancelled task that answers all the same has answered.
        await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = await recorder.record(judging: rule) {
                await Task.yield()
                return 1
            }
        }.value
        #expect(events == EventCounts(good: 1, bad: expected.bad))
    }

    @MainActor @Test func `a function runs on its caller's actor`() async {
        let value = await recorder.record {
            MainActor.assertIsolated()
            await Task.yield()
            return NotSendable()
        }
        #expect(value.text == "here")
    }

    private final class NotSendable {
        let text = "here"
    }

    @Test func `an engine needs one line to be in a registry`() throws {
        let registry = Registry()
        try registry.register(engine)
        recorder.recordBad()
        #expect(registry.collect().families.contains { $0.descriptor.name == "nines_slo_burn_rate" })
    }
}
