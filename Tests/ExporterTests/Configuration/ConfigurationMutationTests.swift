import Foundation
import TestSupport
import Testing

@testable import nines

/// Damaged files are accepted or refused with file and line, and never stop the process.
@Suite struct ConfigurationMutationTests {
    @Test(arguments: 1...8)
    func `a damaged file is refused with file and line or accepted`(seed: UInt64) throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../docs/nines.example.yml")
        let original = Array(try String(contentsOf: path, encoding: .utf8).unicodeScalars)
        var random = SeededNumbers(seed: seed)
        for _ in 0..<500 {
            let text = Self.damaged(original, by: &random)
            let lines = 1 + text.unicodeScalars.count { "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains($0) }
            do {
                _ = try Configuration.parse(text, file: "nines.yml")
            } catch {
                #expect(!error.problems.isEmpty)
                for problem in error.problems {
                    let line = try #require(problem.line, "\(problem)")
                    #expect((1...lines).contains(line), "\(problem)")
                    #expect(problem.description.hasPrefix("nines.yml:\(line): "))
                    #expect(!problem.description.contains("\n"))
                }
                #expect(error.problems.map { $0.line ?? 0 } == error.problems.map { $0.line ?? 0 }.sorted())
            }
        }
    }

    /// What YAML or the grammar gives a meaning to.
    private static let pieces = [
        "\n", "  ", "\t", ":", ": ", "- ", "? ", "[", "]", "{", "}", ",", "#", "&a ", "*a", "<<: *a", "!", "!!binary ",
        "|", ">", "'", "\"", "\\", "%", "---\n", "...\n", "0", "-1", "99999999999999999999", "1e999", ".nan", "0x10",
        "é",
        "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{10FFFD}", "name: x\n", "url: x\n", "\r\n",
    ].map { Array($0.unicodeScalars) }

    /// One to four places deleted, doubled, moved or written over.
    private static func damaged(_ original: [Unicode.Scalar], by random: inout SeededNumbers) -> String {
        var text = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0..<text.count, using: &random)
            let end = min(text.count, start + Int.random(in: 0...30, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where end - start < text.count: text.removeSubrange(start..<end)
            case 1: text.insert(contentsOf: text[start..<end], at: start)
            case 2: text.insert(contentsOf: text[start..<end], at: Int.random(in: 0...text.count, using: &random))
            case 3: text.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? [])
            default: text.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: start)
            }
            if text.isEmpty { text = original }
        }
        return String(String.UnicodeScalarView(text))
    }
}
