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
}
