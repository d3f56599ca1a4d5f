import Testing

@testable import nines

/// `depends_on`: names of targets, and no circles.
@Suite struct DependencyRefusalTests {
    /// A line for each target: its name, and those that it depends on.
    private static func text(_ targets: [(String, String)]) -> String {
        (["targets:"]
            + targets.map { "  - {name: \($0), url: \"http://\($0).example/\", depends_on: [\($1)]}" })
            .joined(separator: "\n")
    }

    @Test(arguments: [
        Refusal(
            "an unknown parent", text([("gateway", ""), ("shop", "gatway"), ("cart", "nothing, shop")]),
            """
            nines.yml:3: targets[1].depends_on[0]: "gatway" is not a target of this file (did you mean gateway?)
            nines.yml:4: targets[2].depends_on[0]: "nothing" is not a target of this file (known: gateway, shop, cart)
            """),
        Refusal(
            "a target that depends on itself", text([("shop", "shop")]),
            """
            nines.yml:2: targets[0].depends_on[0]: "shop" is this target itself
            """),
        Refusal(
            "two that depend on each other", text([("a", "b"), ("b", "a")]),
            """
            nines.yml:2: targets[0].depends_on[0]: a depends on itself through b (line 2) and a (line 3)
            """),
        Refusal(
            "a circle below a target that is not in it, and one beside it",
            text([("z", "a"), ("a", "b"), ("b", "c"), ("c", "y, a"), ("y", ""), ("d", "e"), ("e", "d")]),
            """
            nines.yml:3: targets[1].depends_on[0]: a depends on itself through b (line 3), c (line 4) and a (line 5)
            nines.yml:7: targets[5].depends_on[0]: d depends on itself through e (line 7) and d (line 8)
            """),
        Refusal(
            "names that are none", "targets:\n  - {name: a, url: \"http://a/\", depends_on: b}",
            """
            nines.yml:2: targets[0].depends_on: must be a list, not a scalar
            """),
        Refusal(
            "a parent with a mistake of its own is no further one",
            "targets:\n  - {name: a, url: \"http://a/\", depends_on: [b]}\n  - {name: b, url: \"http://b/\", interval: 5}",
            """
            nines.yml:3: targets[1].interval: "5" has no unit (write 15s, 1m30s, 1d)
            """),
    ])
    func `refused with the whole message`(_ refusal: Refusal) { refusal.check() }

    @Test func `a diamond is no circle, and the order of the file does not matter`() {
        #expect(
            outcome(of: Self.text([("d", "b, c"), ("b", "a"), ("c", "a"), ("a", "")])) == "accepted")
    }

    @Test func `targets depend on each other sixteen deep and no deeper`() {
        func chain(_ count: Int) -> String {
            Self.text((0..<count).map { ("t\($0)", $0 + 1 < count ? "t\($0 + 1)" : "") })
        }
        #expect(outcome(of: chain(17)) == "accepted")
        let refusal = "depends_on[0]: more than 16 targets that depend on each other in a row"
        #expect(outcome(of: chain(18)) == "nines.yml:2: targets[0].\(refusal)")
        #expect(outcome(of: chain(200)) == "nines.yml:184: targets[182].\(refusal)")
    }
}
