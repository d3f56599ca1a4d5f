import Testing

@testable import nines

@Suite struct JSONDocumentTests {
    @Test func `values keep their lines`() throws {
        let node = try JSONDocument.parse("\u{FEFF}\t[\r\n {\"a\"\n:\t1.5e-3},\n[], null, \"x\"\n]\n", file: "f.json")
        #expect(shown(node) == "1[2{a@2=3'1.5e-3'},4[],4'null',4\"x\"]")
        #expect(node.size == 7)
    }

    @Test(arguments: [
        (#""""#, ""), (#""a\/b\\\"\b\f\n\r\t""#, "a/b\\\"\u{8}\u{C}\n\r\t"), (#""\ud83d\ude00""#, "😀"),
        (#""\u00E9é""#, "éé"), (#""\ud83d""#, "\u{FFFD}"), (#""\ude00\ud83dx""#, "\u{FFFD}\u{FFFD}x"),
        (#""\ud83d\u0041""#, "\u{FFFD}A"), ("\"\u{7F}*?: #\"", "\u{7F}*?: #"), (#""\u0000""#, "\0"),
    ]) func `strings are read`(_ text: String, _ value: String) throws {
        let node = try JSONDocument.parse(text, file: "f.json")
        guard case .scalar(let read, isPlain: false) = node.content else {
            Issue.record("\(node)")
            return
        }
        #expect(Array(read.utf8) == Array(value.utf8))
    }

    @Test(arguments: ["0", "-0", "10", "1.50", "-1E+9", "2e-3", "true", "false", "null"])
    func `other values stay as they are written`(_ text: String) throws {
        #expect(shown(try JSONDocument.parse(" \(text) ", file: "f.json")) == "1'\(text)'")
    }

    @Test(arguments: [
        ("", "1: not JSON: a value is missing (column 1)"),
        ("\n ", "2: not JSON: a value is missing (column 2)"),
        ("[1,]", "1: not JSON: a comma before ] (column 4)"),
        ("[1 2]", "1: not JSON: neither a comma nor ] (column 4)"),
        ("[1", "1: not JSON: ] is missing (column 3)"),
        ("[", "1: not JSON: a value is missing (column 2)"),
        ("{\"a\": 1,\n}", "2: not JSON: a comma before } (column 1)"),
        ("{\"a\"\n", "2: not JSON: no colon behind a key (column 1)"),
        ("{a: 1}", "1: not JSON: a key in double quotes is missing (column 2)"),
        ("{", "1: not JSON: a key in double quotes is missing (column 2)"),
        ("[] []", "1: not JSON: text behind the value (column 4)"),
        ("\"é\n\"", "1: not JSON: a line break or another control character in a string (column 3)"),
        ("\"a", "1: not JSON: a string does not end (column 3)"),
        ("\"\\", "1: not JSON: a string does not end (column 3)"),
        ("\"\\x\"", "1: not JSON: no escape of JSON (column 3)"),
        ("\"\\u12g4\"", "1: not JSON: \\u without four hexadecimal digits (column 4)"),
        ("\"\\u+123\"", "1: not JSON: \\u without four hexadecimal digits (column 4)"),
        ("01", "1: not JSON: not a value (column 1)"), ("1.", "1: not JSON: not a value (column 1)"),
        (".5", "1: not JSON: not a value (column 1)"), ("+1", "1: not JSON: not a value (column 1)"),
        ("1e", "1: not JSON: not a value (column 1)"), ("True", "1: not JSON: not a value (column 1)"),
        ("NaN", "1: not JSON: not a value (column 1)"), ("'a'", "1: not JSON: not a value (column 1)"),
        ("[1] // no", "1: not JSON: text behind the value (column 5)"),
    ]) func `what is no JSON is refused with its place`(_ text: String, _ message: String) {
        let problem = #expect(throws: ConfigurationProblem.self) { try JSONDocument.parse(text, file: "f.json") }
        #expect(problem?.description == "f.json:" + message)
    }

    @Test func `deep and large documents are refused`() {
        let deep = String(repeating: "[", count: 1_000_000)
        let problem = #expect(throws: ConfigurationProblem.self) { try JSONDocument.parse(deep, file: "f.json") }
        #expect(problem?.description == "f.json:1: nested deeper than 64 lists and mappings")
        let large = "[" + String(repeating: "1,", count: 1_000_000) + "1]"
        let other = #expect(throws: ConfigurationProblem.self) { try JSONDocument.parse(large, file: "f.json") }
        #expect(other?.description == "f.json:1: more than 1000000 values")
    }

    /// Each value behind its line: plain scalars in single quotes, others in double ones.
    private func shown(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, isPlain: true): "\(node.line)'\(text)'"
        case .scalar(let text, isPlain: false): "\(node.line)\"\(text)\""
        case .sequence(let items): "\(node.line)[" + items.map(shown).joined(separator: ",") + "]"
        case .mapping(let entries):
            "\(node.line){" + entries.map { "\($0.key)@\($0.line)=\(shown($0.value))" }.joined(separator: ",") + "}"
        }
    }
}
