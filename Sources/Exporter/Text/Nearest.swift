/// Finds the word that was probably meant.
enum Nearest {
    /// Misspelt words are short; longer ones are not compared, which bounds the work.
    static let longestWord = 40
    /// Further candidates are not looked at.
    static let mostCandidates = 200

    /// The candidate with the fewest edits from `word`, the first such in order, provided that at most a third of its
    /// letters (at least one) would change. Edits are a letter more, less, other, or two neighbours swapped.
    static func to(_ word: String, among candidates: [String]) -> String? {
        let word = Array(word.lowercased().unicodeScalars.prefix(longestWord + 1))
        guard !word.isEmpty, word.count <= longestWord else { return nil }
        var best: (edits: Int, candidate: String)?
        for candidate in candidates.prefix(mostCandidates) where candidate.utf8.count <= longestWord {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard letters.count > 1 else { continue }
            let edits = distance(word, letters)
            if edits <= max(1, letters.count / 3), edits < best?.edits ?? .max { best = (edits, candidate) }
        }
        return best?.candidate
    }

    /// `did you mean x?`, or nil when no candidate is near.
    static func hint(for word: String, among candidates: [String]) -> String? {
        to(word, among: candidates).map { "did you mean \($0)?" }
    }

    /// Optimal string alignment distance, in time and space of the product of the lengths.
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var rows = [Array(0...b.count)]
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                var edits = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    edits = min(edits, rows[i - 2][j - 2] + 1)
                }
                row.append(edits)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
