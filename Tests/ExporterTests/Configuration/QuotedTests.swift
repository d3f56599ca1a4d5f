import Testing

@testable import nines

@Suite struct QuotedTests {
    @Test func valuesStayOnOneLineAndShort() {
        #expect(Quoted.value("a\"b\\c\n\u{1B}[0m\u{202E}") == #""a\"b\\c\n\u{1b}[0m\u{202e}""#)
        #expect(Quoted.value(String(repeating: "x", count: 81)) == "\"" + String(repeating: "x", count: 80) + "…\"")
    }

    @Test func keysAreQuotedOnlyWhereTheyMustBe() {
        #expect(Quoted.key("http_2xx") == "http_2xx")
        #expect(Quoted.key("my module") == #""my module""#)
        #expect(Quoted.key("") == #""""#)
        #expect(Quoted.key("Authorization: s3cret") == #""Authorization:…""#)
    }
}
