/// The binary operation that a query applies last, with its sides as they are written.
struct PromQLOperation {
    let symbol: String
    let matching: PromQL.Matching
    let left: String
    let right: String
    private let query: [UInt8]
    /// Where the sides are in it.
    private let places: (left: Range<Int>, right: Range<Int>)

    /// - Parameters:
    ///   - left: in bytes of the query; `right` is behind it.
    init(of query: String, symbol: String, matching: PromQL.Matching, left: Range<Int>, right: Range<Int>) {
        self.symbol = symbol
        self.matching = matching
        self.query = Array(query.utf8)
        self.left = String(decoding: self.query[left], as: UTF8.self)
        self.right = String(decoding: self.query[right], as: UTF8.self)
        places = (left, right)
    }

    /// The query with other sides: what is around them, parentheses and comments, stays.
    func replacingSides(_ newLeft: String, _ newRight: String) -> String {
        func side(_ new: String, _ old: String) -> String {
            new == old || Self.isEnclosed(new) ? new : QueryText.parenthesized(new)
        }
        func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        return text(query[..<places.left.lowerBound]) + side(newLeft, left)
            + text(query[places.left.upperBound..<places.right.lowerBound]) + side(newRight, right)
            + text(query[places.right.upperBound...])
    }

    /// Whether nothing stands outside of its first parenthesis.
    private static func isEnclosed(_ query: String) -> Bool {
        guard let tokens = try? PromQLTokenizer.tokens(of: query), tokens.first?.text == "(" else { return false }
        var depth = 0
        for (index, token) in tokens.enumerated() where token.kind == .symbol {
            if "([{".contains(token.text) { depth += 1 }
            if ")]}".contains(token.text) { depth -= 1 }
            // Behind the last one is the end.
            if depth == 0 { return index == tokens.count - 2 }
        }
        return false
    }
}
