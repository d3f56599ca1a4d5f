import NinesMetrics
import Testing

/// Sources without a registry: families made elsewhere, as a proxy has them.
@Suite struct SnapshotSourceTests {
    private func gauge(_ name: String, _ value: Double) throws -> FamilySnapshot {
        try FamilySnapshot(
            FamilyDescriptor(name, type: .gauge, help: "h"),
            samples: [.init(value, labels: [Label("zone", "a")], timestamp: UnixTime(milliseconds: 5))])
    }

    @Test func `families stand in order of their names, and clashes are refused by name`() throws {
        let snapshot = try Snapshot([gauge("b", 1), gauge("a", 2)])
        #expect(snapshot.families.map(\.descriptor.name) == ["a", "b"])
        let twice = #expect(throws: RegistrationError.self) { try Snapshot([gauge("a", 1), gauge("a", 2)]) }
        #expect(twice?.rule == .duplicate)
        let counter = try FamilySnapshot(
            FamilyDescriptor("a_total", type: .counter, help: "h"), samples: [.init(1)])
        #expect(throws: RegistrationError.self) { try Snapshot([gauge("a", 1), counter]) }
    }

    @Test func `a source gives what was asked for, and views and combinations take it with its times`() throws {
        let latest = Lock(try Snapshot([gauge("a", 1), gauge("b", 2)]))
        let source = SnapshotSource { latest.withLock { $0 } }
        #expect(source.collect(NameFilter(["b"])).families.map(\.descriptor.name) == ["b"])
        let view = try source.view(prefix: "up_", labels: ["cluster": "eu"])
        let other = SnapshotSource { (try? Snapshot([gauge("up_a", 7)])) ?? Snapshot(families: []) }
        let all = CombinedMetrics([view, other]).collect()
        #expect(all.value(of: "up_a", labels: ["cluster": "eu", "zone": "a"]) == 1)
        #expect(all.value(of: "up_a", labels: ["zone": "a"]) == 7)
        let family = try #require(all.family("up_a"))
        #expect((0..<family.count).map { family.timestamp(of: $0)?.milliseconds } == [5, 5])
        latest.withLock { $0 = Snapshot(families: []) }
        #expect(source.collect().families.isEmpty)
    }

    @Test func `a source that is a value leaves a combination by what its joining returned`() throws {
        let families = try (gauge("a", 1), gauge("b", 2))
        let all = CombinedMetrics([])
        let first = all.add(SnapshotSource { Snapshot(families: [families.0]) })
        let second = all.add(SnapshotSource { Snapshot(families: [families.1]) })
        #expect(all.collect().families.map(\.descriptor.name) == ["a", "b"])
        #expect(first.remove())
        #expect(!first.remove())
        #expect(all.collect().families.map(\.descriptor.name) == ["b"])
        let registry = Registry()
        let third = all.add(registry)
        #expect(all.remove(registry) && !third.remove() && second.remove())
        #expect(all.collect().families.isEmpty)
    }
}
