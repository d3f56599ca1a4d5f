import NinesMetrics
import TestSupport
import Testing

@Suite struct StateTests {
    private enum Circuit: String, CaseIterable, LabelValue {
        case open
        case halfOpen = "half_open"
        case closed
    }

    private let registry = Registry()

    /// The samples of a family, as they are collected.
    private func samples(_ name: String) throws -> [String] {
        let family = try #require(registry.collect().family(name))
        guard case .gauges(let values) = family.values else { return [] }
        return zip(0..<family.count, values).map { index, value in
            family.labels.labels(index).map { "\($0.name)=\($0.value)" }.joined(separator: ",") + " \(value)"
        }
    }

    @Test func `an info is one sample of one with its labels in their order`() throws {
        try registry.info("build_info", help: "What runs.", labels: ["version": "1.2.3", "commit": "\"c\\\n"])
        try registry.info("nothing_info", help: "No labels.", labels: [:])
        #expect(registry.collect().family("build_info")?.descriptor.type == .info)
        #expect(try samples("build_info") == ["version=1.2.3,commit=\"c\\\n 1.0"])
        #expect(try samples("nothing_info") == [" 1.0"])
    }

    @Test func `an info family has a sample for each child until it is set to one`() throws {
        let info = try registry.info("config_info", help: "Files.", labels: LabelName("hash"))
        _ = info.labels("a")
        _ = info.labels("b")
        #expect(try samples("config_info") == ["hash=a 1.0", "hash=b 1.0"])
        info.set("c")
        #expect(try samples("config_info") == ["hash=c 1.0"])
        info.set("c")
        #expect(try samples("config_info") == ["hash=c 1.0"])
        let dynamic = try registry.info("zone_info", help: "Zones.", labelNames: ["zone"])
        _ = try dynamic.labels(["zone": "x"])
        #expect(try samples("zone_info") == ["zone=x 1.0"])
    }

    @Test func `refuses infos that break a rule`() {
        func refused(_ message: String, _ body: () throws -> Void) {
            let error = #expect(throws: RegistrationError.self, performing: body)
            #expect(error?.description == message)
        }
        refused(#"info "build": an info's name must end in _info"#) {
            try registry.info("build", help: "", labels: ["version": "1"])
        }
        refused(#"a_info: label name "b" is given twice"#) {
            try registry.info("a_info", help: "", labels: ["b": "1", "b": "2"])
        }
    }

    @Test func `exactly one state holds`() throws {
        let circuit = try registry.stateSet("circuit_state", help: "Now.", of: Circuit.self, initially: .closed)
        func holding(_ state: String) -> [String] {
            ["closed", "half_open", "open"].map { "circuit_state=\($0) \($0 == state ? 1.0 : 0.0)" }
        }
        #expect(registry.collect().family("circuit_state")?.descriptor.type == .stateSet)
        #expect(try samples("circuit_state") == holding("closed"))
        circuit.set(.open)
        #expect(try samples("circuit_state") == holding("open"))
        circuit.set(.halfOpen)
        #expect(try samples("circuit_state") == holding("half_open"))
        #expect(circuit.value == [.halfOpen])
    }

    @Test func `several states hold where they are set one by one`() throws {
        let conditions = try registry.stateSet("node_condition", help: "Now.", states: ["ready", "full", "slow"])
        #expect(conditions.value == [])
        conditions.set("ready", to: true)
        conditions.set("slow", to: true)
        #expect(
            try samples("node_condition") == [
                "node_condition=full 0.0", "node_condition=ready 1.0", "node_condition=slow 1.0",
            ])
        conditions.set("ready", to: false)
        conditions.set("full", to: false)
        #expect(conditions.value == ["slow"])
    }

    @Test func `a state that is not of the set changes nothing`() throws {
        let set = try registry.stateSet("a", help: "A.", states: ["b", "c"], initially: "b")
        set.set("d")
        set.set("d", to: true)
        set.set("d", to: false)
        #expect(set.value == ["b"])
    }

    @Test func `each child has a sample for each state`() throws {
        let circuits = try registry.stateSet(
            "circuit_state", help: "Now.", of: Circuit.self, initially: .closed, labels: LabelName("to"))
        circuits.set("b", state: .open)
        circuits.set("a", state: .halfOpen, to: true)
        _ = circuits.labels("")
        #expect(
            try samples("circuit_state") == [
                "circuit_state=closed 1.0", "circuit_state=half_open 0.0", "circuit_state=open 0.0",
                "to=a,circuit_state=closed 1.0", "to=a,circuit_state=half_open 1.0", "to=a,circuit_state=open 0.0",
                "to=b,circuit_state=closed 0.0", "to=b,circuit_state=half_open 0.0", "to=b,circuit_state=open 1.0",
            ])
        circuits.remove("a")
        #expect(try samples("circuit_state").count == 6)
        let named = try registry.stateSet(
            "named", help: "Now.", states: ["on", "off"], labels: LabelName("shard", of: Int.self))
        named.set(7, state: "on")
        #expect(try samples("named") == ["shard=7,named=off 0.0", "shard=7,named=on 1.0"])
        let dynamic = try registry.stateSet("state", help: "Now.", states: ["on", "off"], labelNames: ["to"])
        try dynamic.labels(["to": "x"]).set("on")
        #expect(try samples("state") == ["to=x,state=off 0.0", "to=x,state=on 1.0"])
    }

    @Test func `a state sets label is quoted where its name has to be`() throws {
        let registry = Registry(nameScheme: .utf8)
        _ = try registry.stateSet("node.condition", help: "Now.", states: ["ready"], initially: "ready")
        let family = try #require(registry.collect().family("node.condition"))
        #expect(family.labels.hasQuotedNames)
        #expect(family.labels.labels(0) == [Label("node.condition", "ready")])
    }

    @Test func `a scrape never sees two exclusive states or none`() throws {
        let names = (0..<64).map { "s\($0)" }
        let set = try registry.stateSet("phase", help: "Now.", states: names, initially: "s0")
        PosixThread.run(3) { thread in
            for round in 0..<300 {
                if thread == 0 {
                    guard case .gauges(let values) = registry.collect().family("phase")?.values else { continue }
                    #expect(values.count == 64 && values.reduce(0, +) == 1)
                } else {
                    set.set(names[(round * thread) % 64])
                }
            }
        }
    }

    @Test func `refuses states that cannot be told apart`() {
        func refused(_ message: String, _ states: [String]) {
            let error = #expect(throws: RegistrationError.self) {
                _ = try registry.stateSet("phase", help: "Now.", states: states)
            }
            #expect(error?.rule == .states)
            #expect(error?.description == message)
        }
        refused("phase: 0 states: a state set has 1 to 64", [])
        refused("phase: 65 states: a state set has 1 to 64", (0..<65).map(String.init))
        refused("phase: a state's name must not be empty", ["a", ""])
        refused("phase: state \"a\" is given twice", ["a", "b", "a"])
        // One to Swift, two to Prometheus: which of them would be set?
        refused("phase: state \"\u{E9}\" is given twice", ["e\u{301}", "\u{E9}"])
        let error = #expect(throws: RegistrationError.self) {
            _ = try registry.stateSet("phase", help: "Now.", states: ["a"], labelNames: ["phase"])
        }
        #expect(error?.description == "phase: label name \"phase\" is reserved for the states' names")
        let colon = #expect(throws: RegistrationError.self) {
            _ = try registry.stateSet("jobs:phase", help: "Now.", states: ["a"])
        }
        #expect(
            colon?.description == "stateset \"jobs:phase\": the name is also that of a label, which has no colon")
    }

    @Test func `an info that threads set at once is the last of them`() throws {
        let family = try registry.info("zone_info", help: "Zone.", labels: LabelName("zone"))
        for round in 0..<300 {
            let start = Meeting(3)
            PosixThread.run(3) { index in
                start.arrive()
                if index < 2 {
                    family.set("\(round) \(index)")
                } else if let count = registry.collect().family("zone_info")?.count {
                    #expect(count == 1 || round == 0)
                }
            }
            let left = try samples("zone_info")
            #expect(left == ["zone=\(round) 0 1.0"] || left == ["zone=\(round) 1 1.0"])
        }
    }
}
