import NinesExposition
import NinesMetrics
import Testing

@Suite struct EscapingTests {
    static let help = "A \"quoted\" path C:\\temp\nand a second line\twith a tab, \\n and café ☕️."

    @Test func `HELP escapes backslash and line feed in text and also quotes in OpenMetrics`() throws {
        let family = try FamilySnapshot.gauge("escaped", help: Self.help, [Child(1)])

        #expect(
            page(family, as: .text) == #"""
                # HELP escaped A "quoted" path C:\\temp\nand a second line\#twith a tab, \\n and café ☕️.
                # TYPE escaped gauge
                escaped 1

                """#)
        #expect(
            page(family, as: .openMetrics) == #"""
                # TYPE escaped gauge
                # HELP escaped A \"quoted\" path C:\\temp\nand a second line\#twith a tab, \\n and café ☕️.
                escaped 1.0
                # EOF

                """#)
    }

    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `label values escape backslash, quote and line feed in every format`(format: ExpositionFormat) throws {
        let family = try FamilySnapshot.counter(
            "escaped_total",
            [
                Child(1, ["value": "a \"quote\""]), Child(2, ["value": "b \\ backslash"]),
                Child(3, ["value": "c \n line feed"]), Child(4, ["value": "d \\n not a line feed"]),
                Child(5, ["value": "e \"\\\n all, at the end \\"]), Child(6, ["value": "f ünïcödé 日本 🚢"]),
                Child(7, ["value": "g \t tab } brace , comma = # EOF"]),
            ])
        let samples = page(family, as: format).split(separator: "\n").filter { !$0.hasPrefix("#") }

        #expect(
            samples.joined(separator: "\n") == #"""
                escaped_total{value="a \"quote\""} 1
                escaped_total{value="b \\ backslash"} 2
                escaped_total{value="c \n line feed"} 3
                escaped_total{value="d \\n not a line feed"} 4
                escaped_total{value="e \"\\\n all, at the end \\"} 5
                escaped_total{value="f ünïcödé 日本 🚢"} 6
                escaped_total{value="g \#t tab } brace , comma = # EOF"} 7
                """#)
    }

    @Test func `absent labels are left out and children without any have no braces`() throws {
        let family = try FamilySnapshot.gauge(
            "absent",
            [
                Child(1, ["a": "", "b": ""]), Child(2, ["a": "x", "b": ""]), Child(3, ["a": "", "b": "y"]),
                Child(4, ["a": "x", "b": "y"]),
            ])

        #expect(
            page(family, as: .text) == """
                # HELP absent Help.
                # TYPE absent gauge
                absent 1
                absent{b="y"} 3
                absent{a="x"} 2
                absent{a="x",b="y"} 4

                """)
    }

    @Test func `an empty help text has no line`() throws {
        let family = try FamilySnapshot.gauge("bare", help: "", [Child(1)])

        #expect(page(family, as: .text) == "# TYPE bare gauge\nbare 1\n")
        #expect(page(family, as: .openMetrics) == "# TYPE bare gauge\nbare 1.0\n# EOF\n")
    }
}
