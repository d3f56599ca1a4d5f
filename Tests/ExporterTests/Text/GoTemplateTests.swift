import Testing

@testable import nines

/// The results are those of Go's `Regexp.ExpandString`.
@Suite struct GoTemplateTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("$1", "one"), ("${1}", "one"), ("$0", "whole"), ("$name", "named"),
        ("${name}!", "named!"), ("$1x", ""), ("${1}x", "onex"), ("$1-x", "one-x"), ("$$1", "$1"), ("$$$1", "$one"),
        ("$", "$"), ("a$", "a$"), ("$$", "$"), ("$ 1", "$ 1"), ("${}", "${}"), ("${1", "${1"), ("${1x", "${1x"),
        ("${na-me}", "${na-me}"), ("{$1}", "{one}"), ("${{1}}", "${{1}}"), ("$01", ""), ("${00}", ""), ("$2", ""),
        ("$999999999$", "$"), ("$9999999999", ""), ("$-1", "$-1"), ("$1$name", "onenamed"), ("$1_", ""),
        ("$ñ", "tilde"),
        ("$nameñ", ""), ("$name\u{301}", "named\u{301}"), ("ü$1ü", "ü"), ("ü${1}ü", "üoneü"), ("$١", ""),
        ("€$1€", "€one€"),
    ]) func `references are replaced`(_ template: String, _ expanded: String) {
        let groups: [(GoTemplate.Group, String)] = [
            (.number(0), "whole"), (.number(1), "one"), (.name("name"), "named"), (.name("ñ"), "tilde"),
        ]
        let bytes = GoTemplate(template).expanded { group in
            groups.first { $0.0 == group }.map { Array($0.1.utf8)[...] }
        }
        #expect(bytes == Array(expanded.utf8), "\(String(decoding: bytes, as: UTF8.self))")
    }
}
