import NinesMetrics
import TestSupport
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

    /// Compared with a place for each name in each sample, which is how the order is defined.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `samples that have few of many label names stand in the same order`(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        for count in [4, 16, 17, 40, 300] {
            let sets = (0..<200).map { _ in
                Set(
                    (0..<Int.random(in: 0...3, using: &numbers)).map { _ in Int.random(in: 0..<count, using: &numbers) }
                )
                .sorted().shuffled(using: &numbers)
                .map { Label("n\($0)", ["", "a", "ab", "\u{7F}", "é\""].randomElement(using: &numbers) ?? "") }
            }
            var names: [String] = []
            for label in sets.joined() where !names.contains(label.name) { names.append(label.name) }
            let keys = sets.map { set in
                names.map { name in Array((set.first { $0.name == name }?.value ?? "").utf8) }
            }
            var order: [Int] = []
            for index in sets.indices.sorted(by: { keys[$0] == keys[$1] ? $0 < $1 : precedes(keys[$0], keys[$1]) })
            where order.last.map({ keys[$0] != keys[index] }) ?? true { order.append(index) }
            let family = try family(sets.enumerated().map { .init(Double($0), labels: $1) })
            guard case .gauges(let values) = family.values else { return }
            #expect(values == order.map(Double.init))
            #expect(
                self.sets(family)
                    == order.map { index in
                        zip(names, keys[index]).filter { !$1.isEmpty }
                            .map { Label($0, String(decoding: $1, as: UTF8.self)) }
                    })
        }
    }

    private func precedes(_ left: [[UInt8]], _ right: [[UInt8]]) -> Bool {
        for (left, right) in zip(left, right) where left != right { return left.lexicographicallyPrecedes(right) }
        return false
    }

    /// Of these sizes anything that is quadratic takes many minutes, and memory for all names in all samples is not
    /// there.
    @Test func `a family takes many label names, in one sample or in many`() throws {
        let many = (0..<150_000).map { Label("n\($0)", "x") }
        let wide = try family([.init(1, labels: many), .init(2, labels: many.reversed())])
        #expect(wide.count == 1)
        #expect(sets(wide)[0] == many)
        let narrow = try family(many.map { .init(1, labels: [$0]) })
        #expect(narrow.count == many.count)
        // The last name is absent from all others.
        #expect(narrow.labels.labels(0) == [many[many.count - 1]])
        let twice = #expect(throws: RegistrationError.self) { try family([.init(1, labels: many + [many[7]])]) }
        #expect(twice?.description == #"a: label name "n7" is given twice"#)
    }
}
