import Testing

@testable import nines

/// Over a loop whose time only the tests move.
@Suite struct MonitorTests {
    @Test func `probes each target at its place in every interval`() async throws {
        let stage = try await StagedFleet([.named("a"), .named("b"), .named("c")])
        await stage.pass(.seconds(30))
        // Offsets by the golden ratio: 0, 6.18 and 2.36 seconds.
        #expect(stage.started == ["a", "c", "b", "a", "c", "b", "a", "c", "b", "a"])
        #expect(stage.delays.allSatisfy { $0 == .zero })
    }

    @Test func `leaves out a start while the probe before runs, says so, and keeps its place`() async throws {
        let stage = try await StagedFleet([.named("a")], holding: ["a"])
        await stage.pass(.seconds(4))
        #expect(stage.started == ["a"] && stage.reports == [])
        await stage.pass(.seconds(2))
        #expect(stage.reports == ["a failure"])
        var slow = Target.named("a")
        slow.timeout = .seconds(25)
        await stage.watch([slow])
        // Starts at 10, runs past 20 and 30.
        await stage.pass(.seconds(26))
        #expect(stage.started.count == 2)
        #expect(stage.tally("a")?.count(of: .skipped) == 2)
        await stage.letGo("a")
        await stage.pass(.seconds(8))
        #expect(stage.started.count == 3)
        #expect(stage.reports == ["a failure", "a success", "a success"])
        #expect(stage.delays.allSatisfy { $0 == .zero })
    }

    @Test func `the first target is probed at once, however long after its making probing begins`() async throws {
        let stage = try await StagedFleet([.named("a"), .named("b")], beginningAfter: .seconds(7))
        await stage.pass(.zero)
        #expect(stage.started == ["a"])
        await stage.pass(.seconds(10))
        #expect(stage.started == ["a", "b", "a"])
    }

    @Test func `a hung target delays no other`() async throws {
        let stage = try await StagedFleet([.named("a"), .named("b")], holding: ["a"])
        await stage.pass(.seconds(20))
        #expect(stage.started.filter { $0 == "b" }.count == 2)
        #expect(stage.tally("b")?.successes == 2)
    }

    @Test func `no more probes run at once than the gate lets in`() async throws {
        let stage = try await StagedFleet([.named("a"), .named("b")], holding: ["a"], concurrent: 1)
        await stage.pass(.zero)
        // "a" begins at 0 and hangs until 5; "b" is due at 6.18.
        #expect(stage.started == ["a"])
        var slow = Target.named("a")
        slow.timeout = .seconds(30)
        await stage.watch([slow, .named("b")])
        await stage.pass(.seconds(9))
        #expect(stage.started == ["a", "b"])
        // From 10 on "a" hangs for 30 s: "b" waits from 16.18 on, and its next turn comes before it has had this one.
        await stage.pass(.seconds(20))
        #expect(stage.started == ["a", "b", "a"])
        #expect(stage.tally("b")?.count(of: .overrun) == 1)
        await stage.letGo("a")
        #expect(stage.started.suffix(1) == ["b"])
        #expect((stage.delays.last ?? .zero) > .seconds(10))
    }

    @Test func `a probe that is interrupted comes to no verdict`() async throws {
        let stage = try await StagedFleet([.named("a"), .named("b")], holding: ["a"])
        await stage.pass(.seconds(1))
        await stage.watch([.named("b")])
        #expect(stage.reports == ["a cancelled"])
        await stage.pass(.seconds(30))
        #expect(stage.started == ["a", "b", "b", "b"])
    }

    @Test func `a target with another interval goes on with its counters`() async throws {
        let stage = try await StagedFleet([.named("a")])
        await stage.pass(.seconds(10))
        #expect(stage.tally("a")?.successes == 2)
        await stage.watch([.named("a", interval: .seconds(2))])
        await stage.pass(.seconds(6))
        #expect(stage.tally("a")?.successes == 5)
        // The start that the old interval had planned is nobody's any more.
        await stage.pass(.seconds(4))
        #expect(stage.tally("a")?.successes == 7)
    }

    @Test func `ends when nothing runs, or after the grace`() async throws {
        let stage = try await StagedFleet([.named("a")])
        await stage.pass(.zero)
        await stage.end(grace: .seconds(3_600))
        await stage.pass(.seconds(60))
        #expect(stage.started == ["a"])

        let hung = try await StagedFleet([.named("a")], holding: ["a"])
        await hung.pass(.zero)
        await hung.end(grace: .zero)
        #expect(hung.reports == ["a cancelled"])
    }
}
