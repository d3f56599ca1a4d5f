/// Reads PromQL with the precedences of Prometheus. Nesting is bounded, so that no query can overflow the stack.
struct PromQLParser {
    private let tokens: [PromQLToken]
    private var index = 0
    private var depth = 0

    /// Queries nested deeper are refused.
    static let deepest = 100

    /// Throws for what PromQL's grammar does not allow; types and functions are not checked.
    static func parse(_ text: String) throws(PromQLError) -> PromQL {
        var parser = PromQLParser(tokens: try PromQLTokenizer.tokens(of: text))
        let expression = try parser.expression(least: 1)
        guard parser.current.kind == .end else { throw parser.unexpected() }
        return expression
    }

    private init(tokens: [PromQLToken]) {
        self.tokens = tokens
    }

    // MARK: Tokens

    private var current: PromQLToken { tokens[min(index, tokens.count - 1)] }

    private func peek(_ offset: Int) -> PromQLToken { tokens[min(index + offset, tokens.count - 1)] }

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
        var left = try unary()
        while current.kind == .symbol || current.kind == .identifier {
            let name = current.text.lowercased()
            guard let precedence = Self.precedences[name], precedence >= least else { break }
            index += 1
            let matching = try self.matching()
            // Only ^ groups from the right.
            let right = try expression(least: name == "^" ? precedence : precedence + 1)
            left = .binary(name, left, right, matching)
        }
        return left
    }

    private mutating func matching() throws(PromQLError) -> PromQL.Matching {
        var matching = PromQL.Matching()
        if isWord("bool") {
            index += 1
            matching.returnsBool = true
        }
        if isWord("on") || isWord("ignoring") {
            let isOn = take().text.lowercased() == "on"
            let labels = try labelList()
            if isOn { matching.on = labels } else { matching.ignoring = labels }
        }
        if isWord("group_left") || isWord("group_right") {
            index += 1
            matching.isGrouped = true
            if isSymbol("(") { _ = try labelList() }
        }
        return matching
    }

    private mutating func unary() throws(PromQLError) -> PromQL {
        if takeSymbol("+") { return try expression(least: 6) }
        if takeSymbol("-") { return .negative(try expression(least: 6)) }
        return try postfix(try primary())
    }

    private mutating func postfix(_ start: PromQL) throws(PromQLError) -> PromQL {
        var inner = start
        while true {
            if takeSymbol("[") {
                guard current.kind == .duration else { throw unexpected(insteadOf: "a duration") }
                let window = take().text
                if takeSymbol("]") {
                    guard case .selector = inner else {
                        throw PromQLError("a range [\(window)] is not behind a selector")
                    }
                    inner = .range(inner, window: window)
                    continue
                }
                try require(":")
                let step = current.kind == .duration ? take().text : nil
                try require("]")
                inner = .subquery(inner, window: window, step: step)
            } else if isWord("offset") {
                index += 1
                _ = takeSymbol("-")
                guard take().kind == .duration else { throw PromQLError("offset is not followed by a duration") }
                inner = .shifted(inner)
            } else if takeSymbol("@") {
                _ = take()
                if takeSymbol("(") { try require(")") }
                inner = .shifted(inner)
            } else {
                return inner
            }
        }
    }

    // MARK: Operands

    private static let aggregations: Set<String> = [
        "sum", "min", "max", "avg", "group", "stddev", "stdvar", "count", "count_values", "bottomk", "topk", "quantile",
    ]

    private mutating func primary() throws(PromQLError) -> PromQL {
        switch current.kind {
        case .number:
            guard let number = Double(take().text) else { throw PromQLError("a number cannot be read") }
            return .number(number)
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
        return try selector(name: token.text, start: token.place.lowerBound)
    }

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
            if !isSymbol(")") { try require(",") }
        }
        return arguments
    }

    private mutating func labelList() throws(PromQLError) -> [String] {
        try require("(")
        var labels: [String] = []
        while !takeSymbol(")") {
            guard current.kind == .identifier else { throw unexpected(insteadOf: "a label's name") }
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
                let label = take().text
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
