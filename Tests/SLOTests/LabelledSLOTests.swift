import NinesMetrics
import Testing

@testable import NinesSLO

@Suite struct LabelledSLOTests {
    private let engine = SLOEngine(instance: "a", now: nil)
    private let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private func definition(objective: Double = 0.99) throws -> SLODefinition {
        let tier = try BurnRateTier(
            severity: .page, factor: 10, longWindow: .seconds(3_600), shortWindow: .seconds(300))
        return try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: objective), window: .days(7),
            alerting: AlertPolicy(tiers: [tier]))
    }

    private func advance(_ seconds: Int) -> [AlertTransition] {
        engine.advance(to: start.advanced(by: .seconds(seconds)))
    }

    private func status(_ route: String) -> SLOStatus? {
        engine.status(of: "availability", service: "shop", labels: ["route": route])
    }

    @Test func `each route has a budget and alerts of its own`() throws {
        let routes = try engine.add(definition(), labels: "route")
        _ = advance(0)
        routes["/cart"].record(EventCounts(good: 100, bad: 0))
        routes["/pay"].record(EventCounts(good: 50, bad: 50))
        #expect(routes["/cart"] === routes["/cart"])
        let transitions = advance(10)
        #expect(transitions.map(\.labels) == [[Label("route", "/pay")]])
        #expect(transitions.map(\.slo) == ["availability"])
        #expect(status("/cart")?.budgetRemaining == 1)
        #expect(status("/pay")?.budgetRemaining == -49)
        #expect(status("/other") == nil)
    }

    @Test func `the page has the labels on everything, to be summed by`() throws {
        let routes = try engine.add(definition(), labels: "route")
        routes["/cart"].recordGood()
        _ = advance(0)
        for family in engine.collect() {
            for index in 0..<family.count {
                #expect(family.labels.labels(index).contains(Label("route", "/cart")), "\(family.descriptor.name)")
            }
        }
    }

    @Test func `beyond the limit there is one for all others, and it is seen`() throws {
        let routes = try engine.add(definition(), labels: "route", limit: 2)
        _ = advance(0)
        for number in 0..<1_000 { routes["/\(number)"].recordGood() }
        _ = advance(10)
        #expect(engine.statuses.map(\.labels) == ["/0", "/1", "other"].map { [Label("route", $0)] })
        #expect(engine.statuses.map(\.events.good) == [1, 1, 998])
        #expect(routes.overflowCount == 998)
    }

    @Test(arguments: ["/cart", "a\"b", "a\\", "{route=\"x\"}", "", "ü,\n", "other"])
    func `a route goes on after a restart, whatever it is called`(route: String) throws {
        let routes = try engine.add(definition(), labels: "route", "method")
        _ = advance(0)
        routes[route, "GET"].record(EventCounts(good: 9, bad: 1))
        _ = advance(10)
        let states = engine.changes(since: nil).states
        #expect(states.count == 1)
        let next = SLOEngine(instance: "a", now: nil)
        let again = try next.add(definition(), labels: "route", "method")
        for state in states {
            try next.restore(SLOState(decoding: state.encoded()), at: start.advanced(by: .seconds(10)))
        }
        next.advance(to: start.advanced(by: .seconds(10)))
        #expect(next.statuses.map(\.budgetWindow.counts) == [EventCounts(good: 9, bad: 1)])
        #expect(next.statuses.first?.labels == [Label("route", route), Label("method", "GET")])
        again[route, "GET"].recordGood()
        next.advance(to: start.advanced(by: .seconds(20)))
        #expect(next.statuses.map(\.budgetWindow.counts) == [EventCounts(good: 10, bad: 1)])
    }

    @Test func `a route is asked for, and recorded, by its name and labels`() throws {
        let routes = try engine.add(definition(), labels: "route")
        _ = advance(0)
        let cart = routes["/cart"]
        #expect(engine.recorder(of: "availability", service: "shop", labels: ["route": "/cart"]) === cart)
        #expect(engine.recorder(of: "availability", service: "shop") == nil)
        #expect(engine.record(good: true, of: "availability", service: "shop", labels: ["route": "/cart"]))
        #expect(!engine.record(good: true, of: "availability", service: "shop", labels: ["route": "/pay"]))
        _ = advance(10)
        let state = engine.state(of: "availability", service: "shop", labels: ["route": "/cart"])
        #expect(state?.slo == "availability{route=\"/cart\"}")
        #expect(engine.state(of: "availability", service: "shop") == nil)
    }

    @Test func `a limit that has become lower keeps what was counted`() throws {
        let routes = try engine.add(definition(), labels: "route", limit: 3)
        _ = advance(0)
        for number in 0..<3 { routes["/\(number)"].recordGood() }
        _ = advance(10)
        let next = SLOEngine(instance: "a", now: nil)
        let again = try next.add(definition(), labels: "route", limit: 1)
        let now = start.advanced(by: .seconds(10))
        for state in engine.changes(since: nil).states { try next.restore(state, at: now) }
        next.advance(to: now)
        #expect(next.statuses.map(\.budgetWindow.counts.good) == [1, 1, 1])
        // Strangers find no room.
        again["/3"].recordGood()
        again["/2"].recordGood()
        next.advance(to: start.advanced(by: .seconds(20)))
        #expect(next.statuses.map(\.budgetWindow.counts.good) == [1, 1, 2, 1])
        #expect(again.overflowCount == 1)
    }

    @Test func `a route that a state makes when there is no room any more gets its events`() throws {
        let routes = try engine.add(definition(), labels: "route")
        _ = advance(0)
        routes["/b"].recordGood()
        _ = advance(10)
        let state = try #require(engine.state(of: "availability", service: "shop", labels: ["route": "/b"]))
        let next = SLOEngine(instance: "a", now: nil)
        let again = try next.add(definition(), labels: "route", limit: 1)
        again["/a"].recordGood()
        again["/b"].recordGood()
        #expect(again.overflowCount == 1)
        try next.restore(state, at: start.advanced(by: .seconds(10)))
        again["/b"].recordGood()
        next.advance(to: start.advanced(by: .seconds(20)))
        let found = next.status(of: "availability", service: "shop", labels: ["route": "/b"])
        #expect(found?.budgetWindow.counts == EventCounts(good: 2, bad: 0))
        #expect(again.overflowCount == 1)
    }

    @Test func `all are replaced and removed by the one name`() throws {
        let routes = try engine.add(definition(), labels: "route")
        _ = advance(0)
        for route in ["/a", "/b"] { routes[route].record(EventCounts(good: 99, bad: 1)) }
        _ = advance(10)
        try engine.replace(definition(objective: 0.98))
        #expect(engine.statuses.map(\.budgetRemaining) == [0.5, 0.5])
        #expect(routes["/c"].budgetRemaining == 1)
        #expect(engine.statuses.last?.definition.objective.ratio == 0.98)
        #expect(throws: SLOError.self) { try engine.add(definition()) }
        #expect(try engine.remove("availability", service: "shop"))
        #expect(engine.statuses.isEmpty)
        routes["/d"].recordGood()
        routes["/a"].recordGood()
        _ = advance(20)
        #expect(engine.statuses.isEmpty)
    }

    @Test func `an SLO whose name looks like that of a route is not taken for it`() throws {
        let plain = try SLODefinition(
            name: "availability{route=\"/cart\"}", service: "shop", objective: Objective(ratio: 0.99), window: .days(7))
        let recorder = try engine.add(plain)
        // States could not tell the two apart.
        #expect(throws: SLOError.self) { try engine.add(definition(), labels: "route") }
        let methods = try engine.add(definition(), labels: "method")
        #expect(engine.recorder(of: "availability", service: "shop", labels: ["route": "/cart"]) == nil)
        #expect(engine.state(of: "availability", service: "shop", labels: ["route": "/cart"]) == nil)
        #expect(engine.status(of: "availability", service: "shop", labels: ["route": "/cart"]) == nil)
        #expect(engine.recorder(of: plain.name, service: "shop") === recorder)
        #expect(methods["GET"] !== recorder)

        let other = SLOEngine(instance: "a", now: nil)
        let routes = try other.add(definition(), labels: "route")
        #expect(throws: SLOError.self) { try other.add(plain) }
        #expect(throws: SLOError.self) { try other.add(plain, labels: "method") }
        #expect(throws: SLOError.self) { try other.replace(contentsOf: SLOSet([plain])) }
        #expect(other.recorder(of: "availability", service: "shop", labels: ["route": "/cart"]) == nil)
        #expect(routes["/cart"] === other.recorder(of: plain.name, service: "shop"))
    }

    @Test func `recorders of what was removed make nothing of what took its name`() throws {
        let routes = try engine.add(definition(), labels: "route")
        try engine.remove("availability", service: "shop")
        let plain = try engine.add(
            SLODefinition(
                name: "availability{route=\"/cart\"}", service: "shop", objective: Objective(ratio: 0.99),
                window: .days(7)))
        #expect(routes["/cart"] !== plain)
        let methods = try engine.add(definition(), labels: "method")
        methods["GET"].recordGood()
        routes["/pay"].recordGood()
        _ = advance(0)
        // A state could not name one with the labels of before.
        #expect(engine.statuses.map(\.labels) == [[], [Label("method", "GET")]])
    }

    @Test(arguments: [["service"], ["slo"], ["window"], ["route", "route"], ["a-b"], [""], ["1a"]])
    func `a label that cannot be used is refused`(labels: [String]) {
        let error = #expect(throws: SLOError.self) {
            switch labels.count {
            case 1: _ = try engine.add(definition(), labels: labels[0])
            default: _ = try engine.add(definition(), labels: labels[0], labels[1])
            }
        }
        #expect(error?.key == "labels")
    }
}
