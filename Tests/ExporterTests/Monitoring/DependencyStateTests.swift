import NIOCore
import NinesSLO
import TestSupport
import Testing

@testable import nines

/// Targets that depend on others.
@Suite struct DependencyStateTests {
    private static func at(_ second: Int) -> NIODeadline { .uptimeNanoseconds(UInt64(second) * 1_000_000_000) }

    /// Pure states on one clock, each probed at its own places.
    private struct Network {
        struct Node {
            var target: Target
            var offset: Int
            var state = MonitorState(since: Timestamp(secondsSinceEpoch: 0))
        }

        var nodes: [Node]
        var told: [String] = []

        init(_ nodes: [(name: String, interval: Int, offset: Int, rules: StateRules)]) {
            self.nodes = nodes.map {
                Node(target: .named($0.name, interval: .seconds($0.interval), rules: $0.rules), offset: $0.offset)
            }
        }

        /// - Parameter fails: whether the target's probe fails at that second.
        mutating func run(_ seconds: Range<Int>, failing fails: (String, Int) -> Bool) {
            var tree = Ancestry.Tree(nodes.map(\.target))
            let ancestors = nodes.map { tree.ancestors(of: $0.target.name) }
            let patience = nodes.map { tree.patience(above: $0.target.name) }
            for second in seconds {
                let now = at(second)
                for place in nodes.indices {
                    let (target, offset) = (nodes[place].target, nodes[place].offset)
                    if second >= offset, (second - offset) % Int(target.interval.components.seconds) == 0 {
                        let failure = ProbeFailure(reason: .connectRefused, message: "refused")
                        nodes[place].state.hear(
                            ProbeRound.Outcome(
                                failure: fails(target.name, second) ? failure : nil, startedAt: now, endedAt: now),
                            target.rules)
                    }
                    let standings = ancestors[place].compactMap { name in
                        nodes.first { $0.target.name == name }.map { $0.state.standing(of: $0.target) }
                    }
                    let transition = nodes[place].state.settle(
                        as: target, under: Ancestors(standings: standings, patience: patience[place]),
                        at: MonitorState.Moment(now: now, time: Timestamp(secondsSinceEpoch: second)))
                    if let transition {
                        told.append("\(second) \(transition.target) \(transition.to.name): \(transition.why)")
                    }
                }
            }
        }

        /// What was told of one target, without reasons.
        func story(_ name: String) -> [String] {
            told.map { $0.prefix { $0 != ":" } }.filter { $0.contains(" \(name) ") }.map(String.init)
        }
    }

    private static func on(_ parents: String..., failures: Int = 1) -> StateRules {
        StateRules(failureThreshold: failures, parents: parents)
    }

    @Test func `a child that is probed first waits for its parent and is never down`() {
        var network = Network([("gateway", 10, 9, StateRules()), ("shop", 10, 0, Self.on("gateway"))])
        network.run(0..<100) { _, second in (40..<65).contains(second) }
        #expect(
            network.told == [
                "0 shop up: the probe succeeded", "9 gateway up: the probe succeeded",
                "49 gateway down: the probe failed: connect_refused: refused",
                "49 shop suppressed: because gateway is down", "69 gateway up: the probe succeeded",
                "70 shop up: the probe succeeded",
            ])
    }

    @Test func `a child that fails alone is down once its parent has answered since`() {
        var network = Network([("gateway", 10, 9, StateRules()), ("shop", 10, 0, Self.on("gateway"))])
        network.run(0..<80) { name, second in name == "shop" && (35..<65).contains(second) }
        #expect(network.story("shop") == ["0 shop up", "49 shop down", "70 shop up"])
    }

    @Test func `a parent that needs more failures is waited for until it is down`() {
        var network = Network([
            ("gateway", 10, 5, StateRules(failureThreshold: 3)), ("shop", 10, 0, Self.on("gateway")),
        ])
        network.run(0..<80) { _, second in second >= 20 }
        #expect(network.story("shop") == ["0 shop up", "45 shop suppressed"])
    }

    @Test func `nobody waits for a parent that is not probed longer than it may take`() {
        var network = Network([("gateway", 10, 5, StateRules()), ("shop", 10, 0, Self.on("gateway"))])
        network.nodes[0].offset = 1_000
        network.run(0..<60) { name, second in second >= 20 }
        // An interval and a timeout of 5 s after the failure.
        #expect(network.story("shop") == ["0 shop up", "35 shop down"])
    }

    @Test func `a parent whose verdict is old suppresses nothing`() {
        var network = Network([("gateway", 10, 5, StateRules()), ("shop", 10, 0, Self.on("gateway"))])
        network.run(0..<30) { _, _ in true }
        #expect(network.story("shop") == ["5 shop suppressed"])
        network.nodes[0].offset = 1_000
        network.run(30..<120) { _, _ in true }
        // The last verdict came at 25, and is worth something until 45. The child begins anew then.
        #expect(network.story("shop") == ["5 shop suppressed", "65 shop down"])
    }

    @Test func `a degraded parent suppresses nothing`() {
        var network = Network([("gateway", 10, 5, .judging), ("shop", 10, 0, Self.on("gateway"))])
        network.nodes[0].target.rules.degradedAfter = .zero
        network.run(0..<40) { name, second in name == "shop" && second >= 10 }
        #expect(network.story("shop") == ["0 shop up", "15 shop down"])
    }

    @Test func `the farthest that is down is named, and those between are suppressed too`() {
        var network = Network([
            ("line", 10, 8, StateRules()), ("gateway", 10, 4, Self.on("line")), ("shop", 10, 0, Self.on("gateway")),
        ])
        network.run(0..<40) { _, second in second >= 20 }
        #expect(
            network.told.suffix(3) == [
                "28 line down: the probe failed: connect_refused: refused",
                "28 gateway suppressed: because line is down", "28 shop suppressed: because line is down",
            ])
    }

    @Test func `what failed before the parent was up again is not counted`() {
        var network = Network([("gateway", 10, 5, StateRules()), ("shop", 10, 0, Self.on("gateway", failures: 2))])
        network.run(0..<100) { name, second in
            name == "gateway" ? (22..<44).contains(second) : second >= 22
        }
        // Two failures, at 50 and 60, after the parent was up at 45; the parent has answered at 65.
        #expect(network.story("shop") == ["0 shop up", "30 shop suppressed", "65 shop down"])
        #expect(network.nodes[1].state.reason(network.nodes[1].target.rules) == "5 probes in a row failed")
    }

    @Test func `a child that was down before its parent is suppressed, and says what is awaited`() {
        var network = Network([("gateway", 10, 5, StateRules()), ("shop", 10, 0, Self.on("gateway"))])
        network.run(0..<28) { name, second in name == "shop" ? second >= 10 : second >= 20 }
        #expect(network.story("shop") == ["0 shop up", "15 shop down", "25 shop suppressed"])
        network.run(28..<37) { name, _ in name == "shop" }
        let shop = network.nodes[1]
        #expect(
            shop.state.reason(shop.target.rules) == "because gateway was down; its own probes since then decide")
        #expect(shop.state.outlook(shop.target.rules) == nil)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `a long outage of what all depend on takes none of them down, and their own takes them down in time`(
        seed: UInt64
    ) {
        var random = SeededNumbers(seed: seed)
        func some(_ name: String, _ parents: [String]) -> (String, Int, Int, StateRules) {
            let interval = Int.random(in: 6...40, using: &random)
            var rules = StateRules(failureThreshold: .random(in: 1...3, using: &random))
            rules.successThreshold = .random(in: 1...3, using: &random)
            rules.parents = parents
            return (name, interval, .random(in: 0..<interval, using: &random), rules)
        }
        let nodes = [some("line", []), some("gateway", ["line"]), some("shop", ["gateway", "line"])].shuffled(
            using: &random)
        let begin = Int.random(in: 200..<300, using: &random)
        // Long enough for all of them to be found down.
        let end = begin + Int.random(in: 300..<500, using: &random)
        var network = Network(nodes)
        network.run(0..<1_200) { _, second in (begin..<end).contains(second) }
        #expect(!network.told.contains { $0.contains(" shop down") || $0.contains(" gateway down") }, "\(network.told)")
        #expect(network.nodes.allSatisfy { $0.state.current == .up }, "\(network.told)")

        var alone = Network(nodes)
        alone.run(0..<begin) { _, _ in false }
        var tree = Ancestry.Tree(alone.nodes.map(\.target))
        let shop = alone.nodes.first { $0.target.name == "shop" }?.target ?? .named("")
        let latest = begin + Int((shop.patience + tree.patience(above: "shop")).components.seconds)
        alone.run(begin..<latest + 1) { name, _ in name == "shop" }
        #expect(alone.story("shop").count { $0.hasSuffix("shop down") } == 1, "\(alone.told)")
    }
}
