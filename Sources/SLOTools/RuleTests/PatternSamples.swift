/// Texts that a regular expression matches: a few of them, for labels of test series.
struct PatternSamples {
    private var characters: [Character]
    private var position = 0

    /// At most so many; the alternatives of several groups multiply.
    static let most = 6

    /// Candidates only: what is not understood is left out or wrong, so each must be tried.
    static func of(_ pattern: String) -> [String] {
        var reader = PatternSamples(characters: Array(pattern))
        return reader.alternatives()
    }

    private var current: Character? { position < characters.count ? characters[position] : nil }

    private mutating func alternatives() -> [String] {
        var all = sequence()
        while current == "|" {
            position += 1
            all += sequence()
        }
        return Array(all.prefix(Self.most))
    }

    private mutating func sequence() -> [String] {
        var results = [""]
        while let next = current, next != "|", next != ")" {
            var texts = atom()
            if let repeated = current, "*+?".contains(repeated) {
                position += 1
                // Once is a repetition too, and none where it may be.
                if repeated != "+" { texts.append("") }
            } else if current == "{" {
                let count = characters[position...].dropFirst().prefix { $0.isNumber }
                if let number = Int(String(count)), number <= 16 {
                    texts = texts.map { String(repeating: $0, count: number) }
                }
                while let next = current, next != "}" { position += next == "}" ? 0 : 1 }
                position += 1
            }
            if current == "?" { position += 1 }
            results = Array(results.flatMap { start in texts.map { start + $0 } }.prefix(Self.most))
        }
        return results
    }

    private mutating func atom() -> [String] {
        guard let next = current else { return [""] }
        position += 1
        switch next {
        case "(":
            if current == "?" {
                while let flag = current, flag != ":", flag != ")" { position += flag == ":" ? 0 : 1 }
                if current == ":" { position += 1 }
            }
            let inner = alternatives()
            if current == ")" { position += 1 }
            return inner
        case "[": return characterClass()
        case ".": return ["0"]
        case "^", "$": return [""]
        case "\\":
            guard let escaped = current else { return [""] }
            position += 1
            switch escaped {
            case "d": return ["0"]
            case "w": return ["a"]
            case "s": return [" "]
            default: return [String(escaped)]
            }
        default: return [String(next)]
        }
    }

    /// The first character of a class; of a negated one, something common.
    private mutating func characterClass() -> [String] {
        let isNegated = current == "^"
        if isNegated { position += 1 }
        var members: [Character] = []
        while let next = current, next != "]" || members.isEmpty {
            position += 1
            if next == "\\", let escaped = current {
                position += 1
                members.append(escaped == "d" ? "0" : escaped == "w" ? "a" : escaped)
            } else {
                members.append(next)
            }
        }
        position += 1
        guard isNegated else { return members.first.map { [String($0)] } ?? [""] }
        return [["a", "0", "z"].first { !members.contains($0) }.map { String($0) } ?? "~"]
    }
}

/// Remembers which values matchers accept: compiling a regular expression costs more than everything else a test needs.
///
/// Used by one task at a time: it lives as long as the generation of one file.
final class PatternCache {
    private struct Question: Hashable {
        var matcher: Matcher
        var value: String
    }

    private var answers: [Question: Bool] = [:]

    func accepts(_ matcher: Matcher, _ value: String) throws(PromQLEvaluator.Unsupported) -> Bool {
        let question = Question(matcher: matcher, value: value)
        if let known = answers[question] { return known }
        guard let answer = matcher.accepts(value) else {
            throw PromQLEvaluator.Unsupported(what: "the regular expression \(matcher.value)")
        }
        answers[question] = answer
        return answer
    }

    func accepts(_ selector: Selector, _ labels: [String: String]) throws(PromQLEvaluator.Unsupported) -> Bool {
        if let name = selector.name, labels["__name__"] != name { return false }
        for matcher in selector.matchers where try !accepts(matcher, labels[matcher.label] ?? "") { return false }
        return true
    }
}
