internal import NinesSLO

/// Reads PromQL with the precedences of Prometheus. Nesting is bounded, so that no query can overflow the stack.
struct PromQLParser {
    private let tokens: [PromQLToken]
    private var index = 0
    private var depth = 0
    /// The last operator outside of all parentheses: the one that is applied last.
    private var outermost: (symbol: String, matching: PromQL.Matching, left: Range<Int>, right: Range<Int>)?

    /// Queries nested deeper are refused.
    static let deepest = 100

    /// Throws for what PromQL's grammar does not allow; ``PromQLChecker`` looks at functions and their arguments.
    static func parse(_ text: String) throws(PromQLError) -> PromQL {
        var parser = PromQLParser(tokens: try PromQLTokenizer.tokens(of: text))
        let expression = try parser.expression(least: 1)
        guard parser.current.kind == .end else {
            let isMetricsQL = MetricsQL.words.contains(parser.current.text.lowercased())
            throw PromQLError(parser.unexpected().description, isMetricsQL: isMetricsQL)
        }
        return expression
    }

    private init(tokens: [PromQLToken]) {
        self.tokens = tokens
    }

    /// The operation that is applied last, with the texts of its sides; nil where a query is none. Parentheses around
    /// the whole are looked through.
    static func operation(of text: String) -> PromQLOperation? {
        guard var tokens = try? PromQLTokenizer.tokens(of: text) else { return nil }
        while true {
            var parser = PromQLParser(tokens: tokens)
            guard let whole = try? parser.expression(least: 1), parser.current.kind == .end else { return nil }
            if let found = parser.outermost {
                return PromQLOperation(
                    of: text, symbol: found.symbol, matching: found.matching, left: found.left, right: found.right)
            }
            if case .negative = whole { return nil }
            // Nothing but parentheses begins with one and has no operator outside of them. The last token is the end.
            guard tokens.count > 3, tokens[0].text == "(", tokens[0].kind == .symbol else { return nil }
            let last = tokens.remove(at: tokens.count - 2)
            guard last.kind == .symbol, last.text == ")" else { return nil }
            tokens.removeFirst()
        }
    }

    // MARK: Tokens

    private var current: PromQLToken { tokens[min(index, tokens.count - 1)] }

    private func peek(_ offset: Int) -> PromQLToken { tokens[min(max(index + offset, 0), tokens.count - 1)] }

    private mutating func take() -> PromQLToken {
        defer { index += 1 }
        return current
    }

    private func isSymbol(_ text: String) -> Bool { current.kind == .symbol && current.text == text }

    private func isWord(_ text: String) -> Bool {
        current.kind == .identifier && current.text.lowercased() == text
    }

    private mutating func takeSymbol(_ text: String) -> Bool {
        guard isSymbol(text) else { return false }
        index += 1
        return true
    }

    private mutating func require(_ symbol: String) throws(PromQLError) {
        guard takeSymbol(symbol) else { throw unexpected(insteadOf: symbol) }
    }

    private func unexpected(insteadOf wanted: String? = nil) -> PromQLError {
        let found = current.kind == .end ? "it ends" : "\(current.text) stands after \(current.place.lowerBound) bytes"
        return PromQLError(found + (wanted.map { " where \($0) is expected" } ?? ", which is not expected there"))
    }

    // MARK: Operators

    private static let precedences: [String: Int] = [
        "or": 1, "and": 2, "unless": 2, "==": 3, "!=": 3, "<=": 3, "<": 3, ">=": 3, ">": 3, "+": 4, "-": 4, "*": 5,
        "/": 5, "%": 5, "atan2": 5, "^": 6,
    ]

    private mutating func expression(least: Int) throws(PromQLError) -> PromQL {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw PromQLError("it is nested deeper than \(Self.deepest)") }
        let start = current.place.lowerBound
        var left = try unary()
        while current.kind == .symbol || current.kind == .identifier {
            let name = current.text.lowercased()
            guard let precedence = Self.precedences[name], precedence >= least else { break }
            let leftPlace = start..<peek(-1).place.upperBound
            index += 1
            let matching = try self.matching()
            let rightStart = current.place.lowerBound
            // Only ^ groups from the right.
            let right = try expression(least: name == "^" ? precedence : precedence + 1)
            left = .binary(name, left, right, matching)
            if depth == 1 { outermost = (name, matching, leftPlace, rightStart..<peek(-1).place.upperBound) }
        }
        return left
    }

    private mutating func matching() throws(PromQLError) -> PromQL.Matching {
        var matching = PromQL.Matching()
        if isWord("bool") {
            index += 1
            matching.returnsBool = true
        }
        let matches = isWord("on") || isWord("ignoring")
        if matches {
            let isOn = take().text.lowercased() == "on"
            let labels = try labelList()
            if isOn { matching.on = labels } else { matching.ignoring = labels }
        }
        if isWord("group_left") || isWord("group_right") {
            let isLeft = take().text.lowercased() == "group_left"
            guard matches else {
                throw PromQLError("group_left and group_right stand behind on or ignoring only")
            }
            let labels = isSymbol("(") ? try labelList() : []
            if let both = labels.first(where: { matching.on?.contains($0) == true }) {
                throw PromQLError("the label \(both) stands in on and in the group at once")
            }
            matching.group = .init(isLeft: isLeft, labels: labels)
        }
        return matching
    }

    private mutating func unary() throws(PromQLError) -> PromQL {
        if takeSymbol("+") { return try expression(least: 6) }
        if takeSymbol("-") { return .negative(try expression(least: 6)) }
        let isInParentheses = isSymbol("(")
        return try postfix(try primary(), isInParentheses: isInParentheses)
    }

    /// A bare number is seconds to MetricsQL and to newer Prometheus.
    private func noDuration(_ text: String) -> PromQLError {
        PromQLError(text, isMetricsQL: current.kind == .number)
    }

    private mutating func postfix(_ start: PromQL, isInParentheses: Bool) throws(PromQLError) -> PromQL {
        var inner = start
        // Of what may have them: a selector, a range or a subquery, each once.
        var (takesModifiers, hasOffset, hasTime) = (false, false, false)
        if case .selector = start { takesModifiers = !isInParentheses }
        while true {
            if takeSymbol("[") {
                guard current.kind == .duration else {
                    throw noDuration(unexpected(insteadOf: "a duration").description)
                }
                let window = take().text
                if takeSymbol("]") {
                    guard case .selector = inner, !isInParentheses else {
                        throw PromQLError("a range [\(window)] is not behind a selector", isMetricsQL: true)
                    }
                    inner = .range(inner, window: window)
                    takesModifiers = true
                    continue
                }
                try require(":")
                let step = current.kind == .duration ? take().text : nil
                try require("]")
                inner = .subquery(inner, window: window, step: step)
                (takesModifiers, hasOffset, hasTime) = (true, false, false)
            } else if isWord("offset") {
                guard takesModifiers else { throw misplaced("offset") }
                guard !hasOffset else { throw PromQLError("offset stands there twice") }
                hasOffset = true
                index += 1
                _ = takeSymbol("-")
                guard current.kind == .duration else { throw noDuration("offset is not followed by a duration") }
                try SelectorChecker.check(duration: take().text)
                inner = .shifted(inner)
            } else if isSymbol("@") {
                guard takesModifiers else { throw misplaced("@") }
                guard !hasTime else { throw PromQLError("@ stands there twice") }
                hasTime = true
                index += 1
                inner = .shifted(inner)
                if takeSymbol("-") || takeSymbol("+") || current.kind == .number {
                    guard take().kind == .number else { throw PromQLError("@ is not followed by a time") }
                } else {
                    guard isWord("start") || isWord("end") else { throw PromQLError("@ is not followed by a time") }
                    index += 1
                    try require("(")
                    try require(")")
                }
            } else if isWord("anchored") || isWord("smoothed"), case .range = inner {
                index += 1
            } else {
                return inner
            }
        }
    }

    /// MetricsQL takes modifiers behind everything.
    private func misplaced(_ modifier: String) -> PromQLError {
        PromQLError("\(modifier) is not behind a selector, a range or a subquery", isMetricsQL: true)
    }

    // MARK: Operands

    private static let aggregations: Set<String> = [
        "sum", "min", "max", "avg", "group", "stddev", "stdvar", "count", "count_values", "bottomk", "topk", "quantile",
        "limitk", "limit_ratio",
    ]

    private mutating func primary() throws(PromQLError) -> PromQL {
        switch current.kind {
        case .number:
            let text = take().text.replacing("_", with: "")
            let isHexadecimal = text.lowercased().hasPrefix("0x")
            let number = isHexadecimal ? UInt64(text.dropFirst(2), radix: 16).map { Double($0) } : Double(text)
            guard let number else { throw PromQLError("a number cannot be read") }
            return .number(number)
        case .duration where current.text != WindowedQuery.place:
            // Prometheus 3 takes a duration for its seconds.
            guard let duration = DurationText(current.text)?.duration else { throw unexpected() }
            index += 1
            return .number(duration / .seconds(1))
        case .string: return .string(take().text)
        case .identifier: return try named()
        case .symbol where isSymbol("("):
            index += 1
            let inner = try expression(least: 1)
            try require(")")
            return inner
        case .symbol where isSymbol("{"): return try selector(name: nil, start: current.place.lowerBound)
        default: throw unexpected()
        }
    }

    private mutating func named() throws(PromQLError) -> PromQL {
        let token = take()
        let word = token.text.lowercased()
        if word == "inf" { return .number(.infinity) }
        if word == "nan" { return .number(.nan) }
        let opensGrouping = isWord("by") || isWord("without")
        if Self.aggregations.contains(word), isSymbol("(") || opensGrouping { return try aggregation(word) }
        if isSymbol("(") { return .call(token.text, try arguments()) }
        guard !Self.keywords.contains(word) else { throw PromQLError("the keyword \(token.text) is no metric's name") }
        return try selector(name: token.text, start: token.place.lowerBound)
    }

    /// Which Prometheus does not take for the name of a metric, as it does `sum` or `by`.
    private static let keywords: Set<String> = ["atan2", "bool", "group_left", "group_right", "ignoring", "on"]

    private mutating func aggregation(_ name: String) throws(PromQLError) -> PromQL {
        var grouping = try self.grouping()
        let arguments = try arguments()
        if grouping == nil { grouping = try self.grouping() }
        guard let last = arguments.last, arguments.count <= 2 else { throw PromQLError("\(name) has no argument") }
        return .aggregate(
            name, parameter: arguments.count == 2 ? arguments.first : nil, of: last, grouping: grouping ?? .by([]))
    }

    private mutating func grouping() throws(PromQLError) -> PromQL.Grouping? {
        guard isWord("by") || isWord("without") else { return nil }
        let isBy = take().text.lowercased() == "by"
        let labels = try labelList()
        return isBy ? .by(labels) : .without(labels)
    }

    private mutating func arguments() throws(PromQLError) -> [PromQL] {
        try require("(")
        var arguments: [PromQL] = []
        while !takeSymbol(")") {
            arguments.append(try expression(least: 1))
            guard !isSymbol(")") else { continue }
            try require(",")
            guard !isSymbol(")") else { throw PromQLError("a comma stands behind the last argument") }
        }
        return arguments
    }

    private mutating func labelList() throws(PromQLError) -> [String] {
        try require("(")
        var labels: [String] = []
        while !takeSymbol(")") {
            guard current.kind == .identifier, !current.text.contains(":") else {
                throw unexpected(insteadOf: "a label's name")
            }
            labels.append(take().text)
            if !isSymbol(")") { try require(",") }
        }
        return labels
    }

    private mutating func selector(name: String?, start: Int) throws(PromQLError) -> PromQL {
        var matchers: [Matcher] = []
        if takeSymbol("{") {
            while !takeSymbol("}") {
                guard current.kind == .identifier || current.kind == .string else {
                    throw unexpected(insteadOf: "a label's name")
                }
                let isQuoted = current.kind == .string
                let label = take().text
                // A metric's name may stand there instead of before the brace.
                if isQuoted, isSymbol("}") || isSymbol(",") {
                    matchers.append(Matcher(label: "__name__", operation: .equal, value: label))
                    if !isSymbol("}") { try require(",") }
                    continue
                }
                guard let operation = Matcher.Operation(rawValue: take().text) else {
                    throw PromQLError("the label \(label) has no matcher behind it")
                }
                guard current.kind == .string else { throw unexpected(insteadOf: "a string") }
                matchers.append(Matcher(label: label, operation: operation, value: take().text))
                if !isSymbol("}") { try require(",") }
            }
        }
        let end = tokens[max(index - 1, 0)].place.upperBound
        return .selector(Selector(name: name, matchers: matchers), start..<end)
    }
}
