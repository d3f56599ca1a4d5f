import Testing

@testable import nines

@Suite struct QuotedTests {
    @Test func `values stay on one line and short`() {
        #expect(Quoted.value("a\"b\\c\n\u{1B}[0m\u{202E}") == #""a\"b\\c\n\u{1b}[0m\u{202e}""#)
        #expect(Quoted.value(String(repeating: "x", count: 81)) == "\"" + String(repeating: "x", count: 80) + "…\"")
    }

    @Test func `keys are quoted only where they must be`() {
        #expect(Quoted.key("http_2xx") == "http_2xx")
        #expect(Quoted.key("my module") == #""my module""#)
        #expect(Quoted.key("") == #""""#)
        #expect(Quoted.key("Authorization: s3cret") == #""Authorization:…""#)
    }
}
