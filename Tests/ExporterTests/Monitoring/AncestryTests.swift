import Testing

@testable import nines

@Suite struct AncestryTests {
    private static func target(_ name: String, _ seconds: Int, _ parents: String...) -> Target {
        // A probe takes a second at most.
        var target = Target.named(name, interval: .seconds(seconds), rules: StateRules(parents: parents))
        target.timeout = .seconds(1)
        return target
    }

    @Test func `the nearest ancestors are first, each once`() {
        let tree = Ancestry.Tree([
            Self.target("a", 10), Self.target("b", 10, "a"), Self.target("c", 10, "a", "e"),
            Self.target("d", 10, "b", "c", "nobody"), Self.target("e", 10),
        ])
        #expect(tree.ancestors(of: "d") == ["b", "c", "a", "e"])
        #expect(tree.ancestors(of: "a") == [])
    }

    @Test func `patience is that of the slowest chain`() {
        var retrying = Self.target("a", 60)
        retrying.rules.failureThreshold = 2
        retrying.rules.retries = 3
        var tree = Ancestry.Tree([
            retrying, Self.target("b", 10, "a"), Self.target("c", 100), Self.target("d", 5, "b", "c"),
        ])
        // Two intervals, four attempts of a second and three pauses of one.
        #expect(tree.patience(above: "b") == .seconds(127))
        #expect(tree.patience(above: "d") == .seconds(127 + 11))
        #expect(tree.patience(above: "a") == .zero)
    }

    @Test func `circles end`() {
        var tree = Ancestry.Tree([Self.target("a", 10, "b"), Self.target("b", 10, "a")])
        #expect(tree.ancestors(of: "a") == ["b"])
        #expect(tree.patience(above: "a") == .seconds(22))
    }
}
