internal import NinesSLO

/// The syntax of the templates in alerts' labels and annotations, as far as Prometheus or vmalert refuse a file for it:
/// they are Go's text templates with functions of Prometheus, of which vmalert has most, and of its own.
///
/// What it does not know for sure, such as the types of arguments, it takes.
struct AlertTemplate {
    private struct Fault: Error {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// What waits for its `{{ end }}`.
    private struct Block {
        var keyword: String
        var hasElse = false
        /// The variables that are known behind its end.
        var outer: Set<String>
    }

    /// Who shall read it; nil where one of all that do is enough.
    private let reader: Reader?
    private var open: [Block] = []
    private var variables: Set<String>

    private init(_ reader: Reader?) {
        self.reader = reader
        variables = ["$", "$labels", "$value", "$externalLabels", "$externalURL"]
        if reader != .prometheus { variables.formUnion(Reader.vmalertVariables) }
    }

    /// What is wrong with a text; nil for one that the reader takes, or any of them where none is named.
    static func fault(of text: String, for reader: Reader? = nil) -> String? {
        guard text.contains("{{") else { return nil }
        var template = AlertTemplate(reader)
        do throws(Fault) {
            var rest = text[...]
            while let start = rest.firstRange(of: "{{") {
                rest = rest[start.upperBound...]
                if let comment = try AlertTemplate.afterComment(rest) {
                    rest = comment
                } else {
                    let (tokens, after) = try AlertTemplate.action(rest)
                    try template.read(tokens)
                    rest = after
                }
            }
            guard let block = template.open.last else { return nil }
            throw Fault("{{ \(block.keyword) }} has no {{ end }}")
        } catch {
            return error.description
        }
    }

    // MARK: Tokens

    private static func afterComment(_ rest: Substring) throws(Fault) -> Substring? {
        var inner = rest
        if inner.first == "-", inner.dropFirst().first?.isWhitespace == true { inner = inner.dropFirst(2) }
        guard inner.hasPrefix("/*") else { return nil }
        guard let end = inner.firstRange(of: "*/") else { throw Fault("a comment is not closed") }
        var after = inner[end.upperBound...]
        if after.first?.isWhitespace == true, after.dropFirst().first == "-" { after = after.dropFirst(2) }
        guard after.hasPrefix("}}") else { throw Fault("a comment is not followed by }}") }
        return after.dropFirst(2)
    }

    /// The words and signs up to `}}`, and what is behind it.
    private static func action(_ start: Substring) throws(Fault) -> (tokens: [String], rest: Substring) {
        var rest = start
        var tokens: [String] = []
        var depth = 0
        // Marks that trim blanks.
        if rest.first == "-", rest.dropFirst().first?.isWhitespace == true { rest = rest.dropFirst() }
        while let first = rest.first {
            if rest.hasPrefix("}}") {
                guard depth == 0 else { throw Fault("`(` is not closed") }
                return (tokens, rest.dropFirst(2))
            }
            if first.isWhitespace {
                rest = rest.dropFirst()
                if rest.hasPrefix("-}}") { rest = rest.dropFirst() }
                continue
            }
            if first == "(" { depth += 1 }
            if first == ")" { depth -= 1 }
            guard depth >= 0 else { throw Fault("`)` closes nothing") }
            let token = try token(rest)
            tokens.append(String(token))
            rest = rest.dropFirst(token.count)
        }
        throw Fault("{{ is not closed by }}")
    }

    private static func token(_ rest: Substring) throws(Fault) -> Substring {
        guard let first = rest.first else { return rest }
        switch first {
        case "\"", "'", "`": return try quoted(rest, by: first)
        case "(", ")", "|", ",", "=": return rest.prefix(1)
        case ":":
            guard rest.hasPrefix(":=") else { throw Fault("`:` stands alone") }
            return rest.prefix(2)
        case _ where first.isNumber || first == "+" || first == "-":
            let number = rest.prefix { isWord($0) || ".+-".contains($0) }
            guard number.contains(where: \.isNumber) else { throw Fault("`\(number)` is no number") }
            return number
        case _ where isWord(first) || first == "$" || first == ".":
            let word = rest.prefix(1 + rest.dropFirst().prefix { isWord($0) || $0 == "." }.count)
            guard !word.contains(".."), word == "." || word.last != "." else { throw Fault("`\(word)` is no field") }
            let after = rest.dropFirst(word.count)
            if let next = after.first, !next.isWhitespace, !"|,:=()}".contains(next) {
                throw Fault("`\(word)` is followed by `\(next)`: names are letters, digits and _")
            }
            return word
        case "<", ">", "!": throw Fault("`\(first)` is no function: compare as in {{ if gt $value 2.0 }}")
        default: throw Fault("`\(first)` is not expected between {{ and }}")
        }
    }

    private static func quoted(_ rest: Substring, by quote: Character) throws(Fault) -> Substring {
        var index = rest.index(after: rest.startIndex)
        while index < rest.endIndex {
            let next = rest[index]
            if next == quote {
                let inside = rest[rest.index(after: rest.startIndex)..<index]
                if quote == "'", inside.first != "\\", inside.unicodeScalars.count != 1 {
                    throw Fault("'\(inside)' is no single character: texts stand in \" or `")
                }
                return rest[...index]
            }
            if next == "\n" || next == "\r\n", quote != "`" { break }
            index = rest.index(after: index)
            if next == "\\", quote != "`", index < rest.endIndex {
                guard "abfnrtvxuU01234567\\".contains(rest[index]) || rest[index] == quote else {
                    throw Fault("\\\(rest[index]) is no escape: in ` a backslash stands for itself")
                }
                index = rest.index(after: index)
            }
        }
        throw Fault("\(quote) is not closed")
    }

    private static func isWord(_ character: Character) -> Bool {
        character == "_" || character.isLetter || character.isNumber
    }

    // MARK: Meaning

    private mutating func read(_ tokens: [String]) throws(Fault) {
        guard let first = tokens.first else { throw Fault("{{ }} is empty") }
        var pipeline = tokens[...]
        switch first {
        case "if", "range", "with", "block", "define":
            open.append(Block(keyword: first, outer: variables))
            pipeline = pipeline.dropFirst()
            guard !pipeline.isEmpty else { throw Fault("{{ \(first) }} has no value") }
        case "else":
            guard let block = open.last, !["block", "define"].contains(block.keyword), !block.hasElse else {
                throw Fault("{{ else }} belongs to nothing")
            }
            pipeline = pipeline.dropFirst()
            guard let second = pipeline.first else {
                open[open.count - 1].hasElse = true
                return
            }
            guard second == "if" || second == "with" else { throw Fault("{{ else }} is followed by \(second)") }
            pipeline = pipeline.dropFirst()
        case "end":
            guard let block = open.popLast() else { throw Fault("{{ end }} ends nothing") }
            guard tokens.count == 1 else { throw Fault("{{ end }} has something behind it") }
            variables = block.outer
            return
        case "break", "continue":
            guard open.contains(where: { $0.keyword == "range" }) else { throw Fault("{{ \(first) }} is in no range") }
            pipeline = pipeline.dropFirst()
        case "template": pipeline = pipeline.dropFirst()
        default: break
        }
        try check(pipeline, inRange: first == "range")
    }

    private mutating func check(_ whole: ArraySlice<String>, inRange isRange: Bool) throws(Fault) {
        var pipeline = whole
        if let sign = whole.firstIndex(where: { $0 == ":=" || $0 == "=" }) {
            let names = whole[..<sign]
            let isPair = names.count == 3 && names.dropFirst().first == "," && isRange
            guard names.count == 1 || isPair, names.allSatisfy({ $0 == "," || $0.hasPrefix("$") && !$0.contains(".") })
            else { throw Fault("`\(whole[sign])` is not behind a variable: compare as in {{ if eq $value 2.0 }}") }
            pipeline = whole[(sign + 1)...]
            guard !pipeline.isEmpty, !pipeline.contains("="), !pipeline.contains(":=") else {
                throw Fault("`\(whole[sign])` is not followed by a value")
            }
            // Prometheus does not mind a mere assignment.
            variables.formUnion(names)
        }
        guard pipeline.first != "|" else { throw Fault("`|` has nothing before it") }
        for (token, next) in zip(pipeline, pipeline.dropFirst()) where token == "|" {
            guard let first = next.first, first.isLetter || "_$.(".contains(first) else {
                throw Fault("`|` is followed by \(next), which is no function")
            }
        }
        for token in pipeline {
            let name = String(token.prefix { $0 != "." })
            guard let first = name.first else { continue }
            if first == "$" {
                guard variables.contains(name) else {
                    guard Reader.vmalertVariables.contains(name) else {
                        throw Fault("the variable \(name) is not known")
                    }
                    throw Fault("only vmalert has the variable \(name)")
                }
            } else if first == "_" || first.isLetter {
                try check(function: name)
            }
        }
    }

    private func check(function name: String) throws(Fault) {
        for other in Reader.allCases where other != reader && reader != nil && other.functions.contains(name) {
            throw Fault("only \(other.name) has the function \(name)")
        }
        let known = Reader.allCases.reduce(Self.functions) { $0.union($1.functions) }
        guard known.contains(name) else { throw Fault("the function \(name) is not known") }
    }

    /// Go's and those that Prometheus up to version 3 and vmalert share, or may by now.
    private static let functions: Set<String> = [
        "and", "call", "eq", "false", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "nil", "not", "or",
        "print", "printf", "println", "slice", "true", "urlquery",
        "args", "externalURL", "first", "humanize", "humanize1024", "humanizeDuration",
        "humanizePercentage", "humanizeTimestamp", "label", "match", "now", "parseDuration", "pathPrefix", "query",
        "reReplaceAll", "safeHtml", "sortByLabel", "stripDomain", "stripPort", "strvalue", "title", "toDuration",
        "toLower", "toTime", "toUpper", "urlQueryEscape", "value",
    ]
}

extension AlertTemplate {
    /// What evaluates alerts.
    enum Reader: CaseIterable {
        /// Mimir's and Thanos' rulers are made of it.
        case prometheus
        case vmalert

        var name: String {
            switch self {
            case .prometheus: "Prometheus"
            case .vmalert: "vmalert"
            }
        }

        /// That the other one has not.
        fileprivate var functions: Set<String> {
            switch self {
            case .prometheus: ["graphLink", "tableLink"]
            case .vmalert:
                [
                    "crlfEscape", "formatTime", "htmlEscape", "jsonEscape", "parseDurationTime", "pathEscape",
                    "queryEscape", "quotesEscape",
                ]
            }
        }

        fileprivate static let vmalertVariables: Set<String> = [
            "$activeAt", "$alertID", "$expr", "$for", "$groupID", "$isPartial", "$type",
        ]
    }
}

extension RuleFlavor {
    fileprivate var templateReader: AlertTemplate.Reader { self == .victoriametrics ? .vmalert : .prometheus }
}

extension SLODocument {
    /// A template that is refused, and with it the whole file; nil where there is none.
    ///
    /// - Parameter flavor: who reads the rules; nil for what nobody reads.
    func templateFault(for flavor: RuleFlavor? = nil) -> SLOError? {
        let reader = flavor?.templateReader
        var texts: [(key: String, values: [String: String])] = [
            ("service", ["service": definition.service]), ("name", ["name": definition.name]),
            ("labels", labels), ("annotations", annotations), ("alerting.labels", alerts.labels),
            ("alerting.annotations", alerts.annotations),
            ("owner", owner.map { ["owner": $0] } ?? [:]), ("runbook", runbook.map { ["runbook_url": $0] } ?? [:]),
        ]
        for severity in Severity.allCases {
            texts.append(("alerting.\(severity.rawValue).labels", alerts[severity].labels))
            texts.append(("alerting.\(severity.rawValue).annotations", alerts[severity].annotations))
        }
        for (key, values) in texts {
            for (name, text) in values.sorted(by: { $0.key < $1.key }) {
                guard let fault = AlertTemplate.fault(of: text, for: reader) else { continue }
                return SLOError(
                    key: key,
                    "\(name): its template cannot be read, and \((reader ?? .prometheus).name) would refuse the file: "
                        + "\(fault) (in \(QueryText.quoted(text)))")
            }
        }
        return nil
    }
}
