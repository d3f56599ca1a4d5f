/// A query that is applied to another one, as texts.
struct QueryInside {
    /// The function or the aggregation.
    let name: String
    let before: String
    let inner: String
    let after: String
    /// Where the name is in `before`, in bytes: a comment may say the same.
    private let namePlace: Range<Int>

    /// Nil where a query is neither a function nor an aggregation of another one.
    init?(_ text: String) {
        guard let whole = try? PromQLParser.parse(text), let tokens = try? PromQLTokenizer.tokens(of: text),
            let first = tokens.firstIndex(where: { $0.kind == .identifier })
        else { return nil }
        switch whole {
        case .aggregate(let name, nil, _, _): self.name = name
        case .call(let name, let arguments) where !arguments.isEmpty: self.name = name
        default: return nil
        }
        // Its labels may stand first.
        let hasLabels = tokens.indices.contains(first + 1) && tokens[first + 1].kind == .identifier
        let labelsEnd = hasLabels ? tokens[first...].firstIndex { $0.kind == .symbol && $0.text == ")" } : first
        guard let open = labelsEnd.map({ $0 + 1 }), open < tokens.count else { return nil }
        let bytes = Array(text.utf8)
        var depth = 0
        for token in tokens[open...] where token.kind == .symbol {
            if "([{".contains(token.text) { depth += 1 }
            if ")]}".contains(token.text) { depth -= 1 }
            guard depth == 0 || (depth == 1 && token.text == ",") else { continue }
            let (start, end) = (tokens[open].place.upperBound, token.place.lowerBound)
            guard start <= end else { return nil }
            before = String(decoding: bytes[..<start], as: UTF8.self)
            inner = String(decoding: bytes[start..<end], as: UTF8.self)
            after = String(decoding: bytes[end...], as: UTF8.self)
            namePlace = tokens[first].place
            return
        }
        return nil
    }

    func around(_ query: String) -> String { before + query + after }

    /// Another function of another query.
    func around(_ query: String, named other: String) -> String {
        var bytes = Array(before.utf8)
        bytes.replaceSubrange(namePlace, with: other.utf8)
        return String(decoding: bytes, as: UTF8.self) + query + after
    }
}
