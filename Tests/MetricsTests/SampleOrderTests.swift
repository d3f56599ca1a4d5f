import NinesMetrics
import Testing

@Suite struct SampleOrderTests {
    private func family(_ samples: [FamilySnapshot.Sample]) throws -> FamilySnapshot {
        try FamilySnapshot(FamilyDescriptor("a", type: .gauge, help: "A."), samples: samples)
    }

    private func sets(_ family: FamilySnapshot) -> [[Label]] {
        (0..<family.count).map { family.labels.labels($0) }
    }

    @Test func `takes labels in another order for the same series`() throws {
        let (job, node) = (Label("job", "a"), Label("node", "1"))
        let family = try family([
            .init(1, labels: [job, node]), .init(2, labels: [node, job]), .init(3, labels: [node]),
            .init(4, labels: [Label("job", ""), node]), .init(5, labels: [Label("zone", "z"), job]), .init(6),
        ])
        #expect(sets(family) == [[], [node], [job, Label("zone", "z")], [job, node]])
        guard case .gauges(let values) = family.values else { return }
        #expect(values == [6, 3, 5, 1])
    }

    @Test func `sorts samples as instruments children`() throws {
        let values = ["/1", "/10", "/1 ", "", "/1\u{7F}", "é", "/1é", "x\"", "x", String(repeating: "/1", count: 30)]
        let registry = Registry()
        let instrument = try registry.gauge("a", help: "A.", labels: LabelName("x"), LabelName("y"))
        var samples: [FamilySnapshot.Sample] = []
        for first in values.reversed() {
            for second in values {
                instrument.set(first, second, to: 1)
                samples.append(.init(1, labels: [Label("x", first), Label("y", second)]))
            }
        }
        let expected = registry.collect().families[0].labels
        let given = try family(samples).labels
        #expect(given.text == expected.text)
        #expect((0..<given.count).map(given.range) == (0..<expected.count).map(expected.range))
    }

    @Test func `takes names for one that are the same bytes`() throws {
        let registry = Registry(nameScheme: .utf8)
        let composed = try registry.gauge("\u{00E9}", help: "Composed.")
        let decomposed = try registry.gauge("e\u{0301}", help: "Decomposed.")
        #expect(registry.collect().families.count == 2)
        #expect(try registry.gauge("\u{00E9}", help: "Again.") === composed)
        #expect(try registry.gauge("e\u{0301}", help: "Again.") === decomposed)
        #expect(registry.unregister("e\u{0301}"))
        #expect(registry.collect().families.map(\.descriptor.help) == ["Composed."])
    }

    @Test func `leaves out a family without a value for each label set`() throws {
        struct Broken: Collector {
            let descriptor: FamilyDescriptor
            var families: [FamilyDescriptor] { [descriptor] }
            func collect() -> [FamilySnapshot] {
                [
                    FamilySnapshot(descriptor: descriptor, labels: .unlabelled, values: .gauges([])),
                    FamilySnapshot(descriptor: descriptor, labels: .unlabelled, values: .gauges([7])),
                ]
            }
        }
        let registry = Registry()
        try registry.register(Broken(descriptor: FamilyDescriptor("b", type: .gauge, help: "B.")))
        _ = try registry.gauge("c", help: "C.")
        #expect(registry.collect().families.map(\.descriptor.name) == ["b", "c"])
        #expect(registry.collect().value(of: "b") == 7)
    }
}
