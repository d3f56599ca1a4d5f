import Testing

@testable import nines

/// As Go's `strings.ToUpper` and `strings.ToLower` have it.
@Suite struct SimpleCaseTests {
    @Test(arguments: [
        ("", "", ""), ("aZ 9", "AZ 9", "az 9"), ("ß", "ß", "ß"), ("ẞ", "ẞ", "ß"), ("İ", "İ", "i"), ("ı", "I", "ı"),
        ("ŉ", "ŉ", "ŉ"), ("ǅ", "Ǆ", "ǆ"), ("ΑΣ", "ΑΣ", "ας".replacing("ς", with: "σ")), ("ς", "Σ", "ς"),
        ("ᾳ", "ᾼ", "ᾳ"),
        ("ᾼ", "ᾼ", "ᾳ"), ("ᾲ", "ᾲ", "ᾲ"), ("ﬁ", "ﬁ", "ﬁ"), ("ა", "Ა", "ა"), ("𐐨", "𐐀", "𐐨"),
        ("e\u{301}", "E\u{301}", "e\u{301}"),
        ("K", "K", "k"), ("ÿ", "Ÿ", "ÿ"), ("µ", "Μ", "µ"),
    ]) func `each character has one of the other case`(_ text: String, _ upper: String, _ lower: String) {
        #expect(Array(SimpleCase.upper(text).utf8) == Array(upper.utf8), "\(SimpleCase.upper(text))")
        #expect(Array(SimpleCase.lower(text).utf8) == Array(lower.utf8), "\(SimpleCase.lower(text))")
    }
}
