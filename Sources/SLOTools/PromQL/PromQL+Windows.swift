/// What makes rules of all windows say the same, or of longer ones than theirs.
extension PromQL {
    /// In sentences.
    var windowMistakes: [String] {
        var mistakes: [String] = []
        if ranges().contains(where: { $0.isInside && $0.length.contains(WindowedQuery.place) }) {
            mistakes.append(
                "`\(WindowedQuery.place)` stands within a subquery, whose own range is the window, so what is older "
                    + "counts too: write a length such as 5m in its place")
        }
        let instant = ranges().filter { !$0.isInside && $0.length == WindowedQuery.place }.compactMap(\.function)
        for (name, other) in [("irate", "rate"), ("idelta", "increase")] where instant.contains(name) {
            mistakes.append(
                "`\(name)` looks at the last two samples of its range, so short and long windows say the same, and a moment "
                    + "raises an alert: use `\(other)`")
        }
        return mistakes
    }
}

extension WindowedQuery {
    /// Instants at which it looks whenever it is asked, in sentences.
    var fixedInstants: [String] {
        guard let tokens = try? PromQLTokenizer.tokens(of: template) else { return [] }
        return zip(tokens, tokens.dropFirst()).compactMap { at, time in
            guard at.kind == .symbol, at.text == "@", time.kind == .number else { return nil }
            return "`@ \(time.text)` is one instant, so the rules say the same at all times: leave it out"
        }
    }

    /// By how much its series are read late: nothing where one is not.
    fileprivate var offsets: Set<String> {
        guard let tokens = try? PromQLTokenizer.tokens(of: template), let query = try? PromQLParser.parse(template)
        else { return [] }
        let offsets = tokens.indices.dropLast(2).filter {
            tokens[$0].kind == .identifier && tokens[$0].text == "offset"
                && (tokens[$0 + 1].kind == .duration || tokens[$0 + 1].text == "-")
        }
        .map { tokens[$0 + 1].kind == .duration ? tokens[$0 + 1].text : "-" + tokens[$0 + 2].text }
        return Set(offsets + (offsets.isEmpty && !query.selectors.isEmpty ? [""] : []))
    }
}

extension EventExpression {
    /// That its counts are of different times, in a sentence; nil where they are not.
    var offsetNote: String? {
        let (ours, theirs) = (numerator.query.offsets, total.offsets)
        guard ours.isDisjoint(with: theirs), !ours.isEmpty, !theirs.isEmpty else { return nil }
        return "the \(numerator.name) query and the total have different offsets, so events are divided by those of "
            + "another time: write the same in both"
    }
}
