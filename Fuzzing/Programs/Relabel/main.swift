import FuzzLoop

@testable import FuzzedPatterns

/// A pattern, a template and a text, each ended by a zero.
fuzz { input in
    let parts = input.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return }
    let text = Array(parts[2])
    let template = GoTemplate(String(decoding: parts[1], as: UTF8.self))
    if !parts[1].contains(UInt8(ascii: "$")), String(validating: parts[1], as: UTF8.self) != nil,
        template.expanded({ _ in nil }) != Array(parts[1])
    {
        finding("a template without references changes")
    }
    guard let pattern = try? Pattern(whole: String(decoding: parts[0], as: UTF8.self)),
        let captures = text.withUnsafeBytes({ pattern.firstMatch(in: $0) })
    else { return }
    if captures.ranges.first != .some(0..<text.count) { finding("not the whole text matched") }
    _ = template.expanded { group in captures[group].map { text[$0] } }
    if GoTemplate("$0$$").expanded({ group in captures[group].map { text[$0] } }) != text + [UInt8(ascii: "$")] {
        finding("the match as a whole is not the text")
    }
}
