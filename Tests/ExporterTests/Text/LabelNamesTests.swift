import Testing

@testable import nines

@Suite struct LabelNamesTests {
    @Test func `names are letters, digits and underscores`() {
        for name in ["a", "_", "__x", "aB_9", "Z0"] { #expect(LabelNames.isName(name), "\(name)") }
        for name in ["", "9", "9a", "a-b", "a.b", "a b", "ü", "a\u{301}", "$1"] {
            #expect(!LabelNames.isName(name), "\(name)")
        }
    }

    @Test func `templates of names have references besides`() {
        for text in ["a", "$1", "${1}", "a_$b", "${a_1}b9", "$1$2", "a${1}9"] {
            #expect(LabelNames.isNameTemplate(text), "\(text)")
        }
        for text in ["", "9$1", "$", "a$", "$$", "$-", "${1", "${}", "${a-b}", "a-$1", "$ü", "a$1-", "${1}ü"] {
            #expect(!LabelNames.isNameTemplate(text), "\(text)")
        }
    }
}
