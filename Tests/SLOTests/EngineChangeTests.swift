import Foundation
import Synchronization
import Testing

@testable import NinesSLO

@Suite struct EngineChangeTests {
    private let engine = SLOEngine(instance: "a", now: nil)
    private let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func definition(
        _ name: String = "availability", objective: Double = 0.99, days: Int = 7, tiers: [BurnRateTier]? = nil
    ) throws -> SLODefinition {
        try SLODefinition(
            name: name, service: "shop", objective: Objective(ratio: objective), window: .days(days),
            alerting: tiers.map { AlertPolicy(tiers: $0) })
    }

    private func page(_ factor: Double, hours: Int = 1) throws -> BurnRateTier {
        try BurnRateTier(
            severity: .page, factor: factor, longWindow: .seconds(hours * 3_600), shortWindow: .seconds(300))
    }

    private func composite(_ name: String, of parts: String...) throws -> SLOSet.Composite {
        SLOSet.Composite(
            try definition(name),
            of: CompositeIndicator(rule: .serial, parts: parts.map { .init(service: "shop", slo: $0) }))
    }

    private func status(_ name: String = "availability") throws -> SLOStatus {
        try #require(engine.status(of: name, service: "shop"))
    }

    private func advance(_ seconds: Int) { engine.advance(to: start.advanced(by: .seconds(seconds))) }

    @Test func `another objective is measured against the same counts`() throws {
        let recorder = try engine.add(definition(tiers: [page(10)]))
        advance(0)
        for step in 1...400 {
            recorder.record(EventCounts(good: 99, bad: 1))
            advance(step * 10)
        }
        let before = try status()
        try engine.replace(definition(objective: 0.98, tiers: [page(10)]))
        let after = try status()
        #expect(after.budgetRemaining == 0.5)
        #expect(after.windows.map(\.counts) == before.windows.map(\.counts))
        #expect(after.windows.map(\.coverage) == before.windows.map(\.coverage))
        #expect(after.events == before.events)
        #expect(after.since == before.since)
        #expect(recorder.budgetRemaining == 0.5)
        recorder.record(EventCounts(good: 99, bad: 1))
        advance(4_010)
        #expect(try status().events == EventCounts(good: 99 * 401, bad: 401))
        #expect(engine.state(of: "availability", service: "shop")?.events == EventCounts(good: 99 * 401, bad: 401))
    }

    /// As a restart does, but without losing the slice in progress.
    @Test(arguments: [1, 30, 90])
    func `another window keeps what the slices have`(days: Int) throws {
        let recorder = try engine.add(definition(tiers: [page(10)]))
        advance(0)
        for step in 1...1_000 {
            recorder.record(EventCounts(good: 99, bad: 1))
            advance(step * 10)
        }
        try engine.replace(definition(days: days, tiers: [page(10), page(2, hours: 6)]))
        #expect(try status().budgetWindow.counts == EventCounts(good: 99_000, bad: 1_000))
        recorder.record(EventCounts(good: 99, bad: 1))
        advance(10_010)
        #expect(try status().budgetWindow.counts == EventCounts(good: 99_099, bad: 1_001))
        #expect(try status().events == EventCounts(good: 99_099, bad: 1_001))
        let state = try #require(engine.state(of: "availability", service: "shop"))
        #expect(state.events == EventCounts(good: 99_099, bad: 1_001))
        // What is appended to a log of before completes it.
        let next = SLOEngine(instance: "a", now: nil)
        _ = try next.add(definition(days: days, tiers: [page(10), page(2, hours: 6)]))
        try next.restore(state, at: start.advanced(by: .seconds(10_010)))
        next.advance(to: start.advanced(by: .seconds(10_010)))
        #expect(next.statuses.first?.budgetWindow.counts == EventCounts(good: 99_099, bad: 1_001))
    }

    @Test func `alerts of tiers that stay go on, and of those that go are told to have ended`() throws {
        let recorder = try engine.add(definition(tiers: [page(10), page(5, hours: 6)]))
        advance(0)
        recorder.record(EventCounts(good: 0, bad: 100))
        let fired = engine.advance(to: start.advanced(by: .seconds(10)))
        #expect(fired.count == 2)
        let told = Told()
        let watched = SLOEngine(instance: "b", now: nil, onTransition: { told.add($0) })
        let other = try watched.add(definition(tiers: [page(10), page(5, hours: 6)]))
        watched.advance(to: start)
        other.record(EventCounts(good: 0, bad: 100))
        watched.advance(to: start.advanced(by: .seconds(10)))
        try watched.replace(definition(tiers: [page(10)]))
        watched.advance(to: start.advanced(by: .seconds(20)))
        try watched.remove("availability", service: "shop")
        #expect(told.all.map(\.tier.factor) == [10, 5, 5, 10])
        #expect(told.all.map(\.to).suffix(2) == [.inactive, .inactive])
    }

    @Test func `what is removed is gone, and its name is free`() throws {
        let recorder = try engine.add(definition("a"))
        _ = try engine.add(definition("b"))
        advance(0)
        #expect(try engine.remove("a", service: "shop"))
        #expect(try !engine.remove("a", service: "shop"))
        recorder.record(good: false)
        advance(10)
        #expect(engine.statuses.map(\.definition.name) == ["b"])
        #expect(engine.status(of: "b", service: "shop") != nil)
        _ = try engine.add(definition("a"))
        advance(20)
        #expect(try status("a").events == .zero)
    }

    @Test func `what a composite is made of is not removed`() throws {
        try engine.add(
            contentsOf: SLOSet([definition("a"), definition("b")], composites: [composite("both", of: "a", "b")]))
        advance(0)
        let error = #expect(throws: SLOError.self) { try engine.remove("a", service: "shop") }
        #expect(error?.key == "of")
        #expect(engine.statuses.count == 3)
        try engine.remove("both", service: "shop")
        #expect(try engine.remove("a", service: "shop"))
    }

    @Test func `a set takes the place of what was tracked, all of it or nothing`() throws {
        let recorders = try engine.add(
            contentsOf: SLOSet(
                [definition("a"), definition("b"), definition("c")], composites: [composite("both", of: "a", "b")]))
        advance(0)
        recorders[0].record(EventCounts(good: 5, bad: 1))
        advance(10)
        #expect(throws: SLOError.self) {
            try engine.replace(contentsOf: SLOSet([definition("a")], composites: [composite("both", of: "a", "b")]))
        }
        #expect(engine.statuses.map(\.definition.name) == ["a", "b", "c", "both"])
        let next = try engine.replace(
            contentsOf: SLOSet(
                [definition("d"), definition("a", objective: 0.95), definition("b")],
                composites: [composite("all", of: "d", "b")]))
        #expect(next[1] === recorders[0])
        #expect(engine.statuses.map(\.definition.name) == ["d", "a", "b", "all"])
        #expect(try status("a").events == EventCounts(good: 5, bad: 1))
        advance(20)
        #expect(try status("d").since == start.advanced(by: .seconds(20)))
        #expect(engine.status(of: "c", service: "shop") == nil)
    }

    @Test func `a set is read from JSON, composites too`() throws {
        let text = """
            [{"name": "cart", "service": "shop", "objective": 0.999, "window": "30d"},
             {"name": "payment", "service": "shop", "objective": 0.999, "window": "30d"},
             {"name": "purchase", "service": "shop", "objective": 0.995, "window": "30d",
              "composite": {"rule": "serial",
                            "of": [{"service": "shop", "slo": "cart"}, {"service": "shop", "slo": "payment"}]}}]
            """
        let set = try JSONDecoder().decode(SLOSet.self, from: Data(text.utf8))
        #expect(set.slos.map(\.name) == ["cart", "payment"])
        #expect(set.composites.map(\.definition.name) == ["purchase"])
        #expect(try JSONDecoder().decode(SLOSet.self, from: JSONEncoder().encode(set)) == set)
        #expect(try engine.add(contentsOf: set).count == 2)
        #expect(throws: SLOError.self) { try engine.add(contentsOf: set) }
        #expect(engine.statuses.count == 3)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(
                SLOSet.self, from: Data(text.replacingOccurrences(of: "composite", with: "composit").utf8))
        }
    }
}

/// Transitions as an observer was told them.
private final class Told: Sendable {
    private let list = Mutex<[AlertTransition]>([])
    var all: [AlertTransition] { list.withLock { $0 } }
    func add(_ transition: AlertTransition) { list.withLock { $0.append(transition) } }
}
