import NIOCore
import NinesSLO
import Testing

@testable import nines

/// States of the targets of a fleet, over a loop whose time only the tests move.
@Suite struct FleetStateTests {
    private static func child(_ name: String, of parents: String...) -> Target {
        .named(name, rules: StateRules(parents: parents))
    }

    @Test func `a child waits for its parent, and is suppressed with it`() async throws {
        // "shop" is probed at 0, "gateway" at 6.18.
        let stage = try await StagedFleet([Self.child("shop", of: "gateway"), .named("gateway")])
        await stage.pass(.seconds(9))
        stage.answer("shop", "-")
        stage.answer("gateway", "-")
        await stage.pass(.seconds(12))
        // Told at the next look, a second after at most.
        #expect(stage.transitions == ["0 shop up", "6 gateway up", "16 gateway down", "17 shop suppressed"])
        stage.answer("gateway", "+")
        await stage.pass(.seconds(7))
        #expect(stage.transitions.suffix(1) == ["26 gateway up"])
        stage.answer("shop", "+")
        await stage.pass(.seconds(5))
        #expect(stage.transitions.suffix(2) == ["26 gateway up", "30 shop up"])
    }

    @Test func `a child alone is down as soon as its parent has answered`() async throws {
        let stage = try await StagedFleet([Self.child("shop", of: "gateway"), .named("gateway")])
        await stage.pass(.seconds(9))
        stage.answer("shop", "-")
        await stage.pass(.seconds(11))
        #expect(stage.transitions == ["0 shop up", "6 gateway up", "17 shop down"])
    }

    @Test func `dependencies are what the last configuration says, and states live across it`() async throws {
        let stage = try await StagedFleet([.named("shop"), .named("gateway")], answers: ["shop": "-", "gateway": "-"])
        await stage.pass(.seconds(8))
        #expect(stage.transitions == ["0 shop down", "6 gateway down"])
        await stage.watch([Self.child("shop", of: "gateway"), .named("gateway")])
        await stage.pass(.seconds(1))
        #expect(stage.transitions.last == "9 shop suppressed")
        await stage.watch([.named("shop"), .named("gateway")])
        await stage.pass(.seconds(12))
        // Begins anew when it is seen that there is no parent any more.
        #expect(stage.transitions.suffix(2) == ["9 shop suppressed", "20 shop down"])
        var patient = Target.named("gateway")
        patient.rules.successThreshold = 2
        await stage.watch([.named("shop"), patient])
        stage.answer("gateway", "+")
        await stage.pass(.seconds(20))
        #expect(stage.transitions.last == "36 gateway up")
    }

    @Test func `a target that leaves the configuration suppresses nobody`() async throws {
        let stage = try await StagedFleet(
            [Self.child("shop", of: "gateway"), .named("gateway")], answers: ["shop": "-", "gateway": "-"])
        await stage.pass(.seconds(9))
        #expect(stage.transitions.last == "7 shop suppressed")
        await stage.watch([.named("shop")])
        await stage.pass(.seconds(12))
        #expect(stage.transitions.last == "20 shop down")
    }

    @Test func `maintenance begins and ends on time, and is told`() async throws {
        var target = Target.named("a", interval: .seconds(60))
        target.rules.maintenance = [
            .once(from: Timestamp(secondsSinceEpoch: 10), to: Timestamp(secondsSinceEpoch: 75))
        ]
        let stage = try await StagedFleet([target], answers: ["a": "+-"])
        await stage.pass(.seconds(30))
        #expect(stage.transitions == ["0 a up", "10 a maintenance"])
        await stage.pass(.seconds(50))
        #expect(stage.transitions == ["0 a up", "10 a maintenance", "75 a down"])
        // Probes went on, and counted.
        #expect(stage.tally("a")?.failures == 1)
        target.rules.maintenance = [
            .once(from: Timestamp(secondsSinceEpoch: 0), to: Timestamp(secondsSinceEpoch: 1_000))
        ]
        await stage.watch([target])
        await stage.pass(.seconds(1))
        #expect(stage.transitions.last == "81 a maintenance")
    }

    @Test func `another number of probes at once is at once`() async throws {
        let stage = try await StagedFleet([.named("a"), .named("b"), .named("c")], holding: ["a", "b"], concurrent: 1)
        var targets = [Target.named("a"), .named("b"), .named("c")]
        for place in targets.indices { targets[place].timeout = .seconds(10) }
        await stage.watch(targets)
        // "a" at 0 hangs for 5 s more; "c" at 2.36 and "b" at 6.18 wait.
        await stage.pass(.seconds(4))
        #expect(stage.started == ["a"])
        stage.gate.change(limit: 2)
        await stage.pass(.zero)
        #expect(stage.started == ["a", "c"])
        stage.gate.change(limit: 1)
        await stage.pass(.seconds(5))
        await stage.letGo("b")
        #expect(stage.started.suffix(1) == ["b"])
    }
}
