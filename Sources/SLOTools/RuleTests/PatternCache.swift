/// Remembers which values matchers accept: compiling a regular expression costs more than everything else a test needs.
///
/// Used by one task at a time: it lives as long as the generation of one file.
final class PatternCache {
    private struct Question: Hashable {
        var matcher: Matcher
        var value: String
    }

    private var answers: [Question: Bool] = [:]

    func accepts(_ matcher: Matcher, _ value: String) throws(SteadyEvaluation.Unsupported) -> Bool {
        let question = Question(matcher: matcher, value: value)
        if let known = answers[question] { return known }
        guard let answer = matcher.accepts(value) else {
            throw SteadyEvaluation.Unsupported(what: "the regular expression \(matcher.value)")
        }
        answers[question] = answer
        return answer
    }

    func accepts(_ selector: Selector, _ labels: [String: String]) throws(SteadyEvaluation.Unsupported) -> Bool {
        if let name = selector.name, labels["__name__"] != name { return false }
        for matcher in selector.matchers where try !accepts(matcher, labels[matcher.label] ?? "") { return false }
        return true
    }
}
