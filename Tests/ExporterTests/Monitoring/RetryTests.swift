import NIOCore
import NinesMetrics
import Testing

@testable import nines

/// What follows a probe that failed, over a loop whose time only the tests move.
@Suite struct RetryTests {
    private static func target(
        retries: Int, pause: Duration = .seconds(1), timeout: Duration = .seconds(2), failures: Int = 1
    ) -> Target {
        var target = Target.named(
            "a", rules: StateRules(failureThreshold: failures, retries: retries, retryPause: pause))
        target.timeout = timeout
        return target
    }

    private static func retries(_ stage: StagedFleet) -> [String] {
        guard let tally = stage.tally("a") else { return [] }
        return zip(RetryOutcome.allCases, tally.retries).map { "\($0.rawValue) \($1)" }
    }

    @Test func `a success on a retry is up and counts in nothing but the retries`() async throws {
        let stage = try await StagedFleet([Self.target(retries: 2)], answers: ["a": "--+"])
        await stage.pass(.seconds(9))
        #expect(stage.reports == ["a failure", "a failure", "a success"])
        #expect(stage.transitions == ["2 a up"])
        #expect(stage.tally("a")?.failures == 1 && stage.tally("a")?.successes == 0)
        #expect(Self.retries(stage) == ["success 1", "failure 1", "without_verdict 0", "left_out 0"])
        #expect(stage.fleet.monitors.first?.published.withLock { $0.last?.succeeded } == false)
        await stage.pass(.seconds(1))
        #expect(stage.tally("a")?.successes == 1)
    }

    @Test func `a target is down when the last retry failed, once for each scheduled probe`() async throws {
        let stage = try await StagedFleet([Self.target(retries: 2, failures: 2)], answers: ["a": "-"])
        await stage.pass(.seconds(9))
        #expect(stage.transitions == [])
        await stage.pass(.seconds(4))
        #expect(stage.transitions == ["12 a down"])
        #expect(stage.reports.count == 6 && stage.tally("a")?.failures == 2)
    }

    @Test func `a retry without verdict leaves the failure before it`() async throws {
        let stage = try await StagedFleet([Self.target(retries: 1)], answers: ["a": "-0"])
        await stage.pass(.seconds(2))
        #expect(stage.transitions == ["1 a down"])
        #expect(Self.retries(stage) == ["success 0", "failure 0", "without_verdict 1", "left_out 0"])
    }

    @Test func `a probe without verdict is not tried again`() async throws {
        let stage = try await StagedFleet([Self.target(retries: 1)], answers: ["a": "0+"])
        await stage.pass(.seconds(9))
        #expect(stage.reports == ["a local_resources"] && stage.transitions == [])
    }

    @Test func `what might run into the next probe is left out`() async throws {
        // The first attempt is refused at once: one of 5 s fits, and another would end after 11 s.
        let stage = try await StagedFleet(
            [Self.target(retries: 2, pause: .milliseconds(500), timeout: .seconds(5))], holding: ["a"],
            answers: ["a": "-"])
        await stage.pass(.milliseconds(4_400))
        await stage.letGo("a")
        // It ended at 4.4 s: 0.5 s and 5 s later is before 10 s.
        await stage.pass(.seconds(1))
        #expect(stage.reports == ["a failure", "a failure"])
        #expect(Self.retries(stage) == ["success 0", "failure 1", "without_verdict 0", "left_out 1"])
        #expect(stage.transitions == ["4 a down"])
        await stage.pass(.seconds(5))
        #expect(stage.started.count == 3 && stage.delays.allSatisfy { $0 == .zero })
        #expect(stage.tally("a")?.withoutVerdict.allSatisfy { $0 == 0 } == true)
    }

    @Test func `a retry waits for its turn, and is left out where that comes too late`() async throws {
        // "b" is probed at 0 and 10, "a" at 6.18 and 16.18: its retry is due at 10.08.
        for end in [Duration.seconds(14), .seconds(15)] {
            let stage = try await StagedFleet(
                [.named("b"), Self.target(retries: 1, pause: .milliseconds(3_900))], concurrent: 1, answers: ["a": "-+"]
            )
            await stage.pass(.seconds(1))
            stage.hold("b")
            await stage.pass(end - .seconds(1))
            let isInTime = end < .seconds(15)
            if isInTime { await stage.letGo("b") }
            await stage.pass(.zero)
            #expect(stage.transitions.sorted() == ["0 b up"] + (isInTime ? ["14 a up"] : ["15 a down", "15 b down"]))
            #expect(
                Self.retries(stage) == [
                    "success \(isInTime ? 1 : 0)", "failure 0", "without_verdict 0", "left_out \(isInTime ? 0 : 1)",
                ])
            #expect(stage.tally("a")?.withoutVerdict.allSatisfy { $0 == 0 } == true)
        }
    }

    @Test func `the end of probing says nothing about a target that is tried again`() async throws {
        let stage = try await StagedFleet([Self.target(retries: 2, pause: .seconds(2))], answers: ["a": "-"])
        await stage.pass(.seconds(1))
        await stage.end(grace: .zero)
        await stage.pass(.seconds(60))
        #expect(stage.reports == ["a failure"] && stage.transitions == [])
    }

    @Test func `a shorter interval cuts off the retries that are planned`() async throws {
        let stage = try await StagedFleet([Self.target(retries: 1, pause: .seconds(5))], answers: ["a": "-"])
        await stage.pass(.seconds(1))
        var next = Self.target(retries: 1, pause: .seconds(5))
        next.interval = .seconds(3)
        await stage.watch([next])
        await stage.pass(.seconds(2))
        #expect(stage.started.count == 2)
        #expect(Self.retries(stage).last == "left_out 2")
        #expect(stage.transitions == ["3 a down"])
    }
}
