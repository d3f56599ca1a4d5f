import Testing

@testable import nines

/// Documents made to take a parser's time, memory or stack.
@Suite struct HostileDocumentTests {
    /// Ten to the twelfth values in some 500 bytes.
    static let laughs: String = {
        let names = Array("abcdefghijkl")
        let levels = zip(names, names.dropFirst()).map { inner, outer in
            "\(outer): &\(outer) [" + Array(repeating: "*\(inner)", count: 10).joined(separator: ",") + "]\n"
        }
        return "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + levels.joined()
    }()

    @Test func `aliases that multiply are counted not expanded`() {
        #expect(
            outcome(of: Self.laughs)
                == "nines.yml:6: more than 1000000 values, each alias counted as what it stands for")
    }

    @Test func `aliases that multiply inside a key are not hashed`() {
        #expect(
            outcome(of: Self.laughs + "[*l]: x\n")
                == "nines.yml:6: more than 1000000 values, each alias counted as what it stands for")
    }

    /// The parser would hash each key once for every key around it.
    @Test func `large keys inside keys are not hashed`() {
        let list = "[" + String(repeating: "x,", count: 100_000) + "]"
        let text = "a: " + String(repeating: "{? ", count: 900) + list + String(repeating: " : 1}", count: 900)
        #expect(
            outcome(of: text) == """
                nines.yml:1: not YAML: while parsing a flow mapping: did not find expected ',' or '}' (column 7)
                """)
    }

    @Test func `merges of a large mapping are counted not copied`() {
        let large = "large: &large {" + (0..<10_000).map { "k\($0): " }.joined(separator: ",") + "}\n"
        let merges = "targets:\n" + String(repeating: "- <<: *large\n", count: 50_000)
        #expect(
            outcome(of: large + merges)
                == "nines.yml:103: more than 1000000 values, each alias counted as what it stands for")
    }

    @Test(arguments: [
        (String(repeating: "[", count: 100_000), 1),
        (String(repeating: "{a: ", count: 100_000), 1),
        (String(repeating: "- ", count: 100_000), 1),
        ("a:\n " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500), 2),
        ((0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), 65),
    ])
    func `deep nesting is refused`(text: String, line: Int) {
        #expect(outcome(of: text) == "nines.yml:\(line): nested deeper than 64 lists and mappings")
    }

    @Test func `a text above the limit is refused`() {
        let text = "#" + String(repeating: "*", count: YAMLLimits.size - 13) + "\nmodules: {}"
        #expect(outcome(of: text) == "accepted")
        #expect(outcome(of: text + "\n") == "nines.yml:1: larger than 1048576 bytes")
    }

    @Test func `of many duplicate keys the first is reported`() {
        let text = (1...30).map { "key\($0): 1\nkey\($0): 2\n" }.joined()
        #expect(outcome(of: text) == "nines.yml:1: the key key1 occurs twice in its mapping")
    }

    @Test func `the stand ins for aliases are no way around the limits`() {
        #expect(
            outcome(of: "modules: {}\n# \u{10FFFD}") == #"nines.yml:2: the character "\u{10fffd}" is not allowed"#)
        #expect(
            outcome(of: "modules: {}\n# \u{10FE03}") == #"nines.yml:2: the character "\u{10fe03}" is not allowed"#)
    }

    @Test(arguments: [
        "a", "{", "*", "&a", "\"", "a: |", "a: 'b", "[*a]", "%", "---", "- - -", "? :", "!", "<<: 1", "\t",
    ])
    func `the shortest texts are refused in their line`(text: String) {
        #expect(outcome(of: text).hasPrefix("nines.yml:1: "))
    }
}
