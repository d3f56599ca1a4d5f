import Testing

@testable import nines

@Suite struct PatternTests {
    private func ranges(_ pattern: Pattern, _ text: String) -> [Range<Int>?]? {
        Array(text.utf8).withUnsafeBytes { pattern.firstMatch(in: $0)?.ranges }
    }

    @Test func `the first match is told with its groups`() throws {
        #expect(try ranges(Pattern("b(c)?(d)?"), "abd bcd") == [1..<3, nil, 2..<3])
        #expect(try ranges(Pattern("x"), "abc") == nil)
        #expect(try ranges(Pattern("ü(.)"), "aü€") == [1..<6, 3..<6])
    }

    @Test func `groups in an empty text are there`() throws {
        #expect(try ranges(Pattern("(a*)(b)?"), "") == [0..<0, 0..<0, nil])
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(try Pattern("()").firstMatch(in: nothing)?.ranges == [0..<0, 0..<0])
        #expect(try Pattern(whole: "").firstMatch(in: nothing)?.ranges == [0..<0])
    }

    @Test func `a whole pattern matches nothing less`() throws {
        #expect(try ranges(Pattern(whole: "b|abc"), "abc") == [0..<3])
        #expect(try ranges(Pattern(whole: "b"), "abc") == nil)
        #expect(try ranges(Pattern(whole: "a.c"), "a\nc") == [0..<3])
        #expect(try ranges(Pattern(whole: "a"), "a\n") == nil)
    }

    @Test func `names of groups are known`() throws {
        let captures = try #require(
            try "a-1".utf8.withContiguousStorageIfAvailable {
                try Pattern(whole: "(?P<first>.)-(.)").firstMatch(in: UnsafeRawBufferPointer($0))
            } ?? nil)
        #expect(captures.names == [nil, "first", nil])
        #expect(captures[.name("first")] == 0..<1)
        #expect(captures[.name("second")] == nil)
        #expect(captures[.number(2)] == 2..<3)
        #expect(captures[.number(3)] == nil)
        #expect(captures[.number(-1)] == nil)
    }

    @Test func `of groups with one name the first that took part is meant`() throws {
        let captures = [UInt8(ascii: "b")].withUnsafeBytes { try? Pattern("(?P<x>a)|(?P<x>b)").firstMatch(in: $0) }
        #expect(captures?[.name("x")] == 0..<1)
    }

    @Test func `bytes that are no text are searched`() throws {
        #expect(try [0xFF, 0x61, 0xC3].withUnsafeBytes { try Pattern("a").firstMatch(in: $0)?.ranges }?.count == 1)
        #expect(
            try [0xFF as UInt8, 0x61, 0xC3].withUnsafeBytes { try Pattern("a").firstMatch(in: $0)?.ranges } == [1..<2])
    }

    @Test(arguments: [
        ("a)|(b", "unexpected ): a)|(b"), ("(", "missing ): ("), ("[z-a]", "invalid character class range: z-a"),
    ]) func `what is wrong is told in the words of the pattern`(_ text: String, _ message: String) {
        #expect(throws: Pattern.Invalid(message: message)) { try Pattern(whole: text) }
    }

    @Test func `a pattern that takes too much memory is refused`() {
        #expect(throws: Pattern.Invalid(message: "pattern too large - compile failed")) {
            try Pattern("((\\pL{100}){10})")
        }
    }

    @Test func `a whole pattern is not the same as one that is not`() throws {
        #expect(try Pattern("a") == Pattern("a"))
        #expect(try Pattern("a") != Pattern(whole: "a"))
    }
}
