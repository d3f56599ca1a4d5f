/// A line of a page as far as comparing pages needs it: lenient, because what it cannot read it can still compare.
struct PageLine: Equatable, Comparable {
    /// With single spaces, otherwise as written.
    let text: String
    let isMetadata: Bool
    /// What makes two lines the same.
    private let meaning: String
    private let order: Order

    /// Families by name, metadata first, then children by labels, buckets by their bounds.
    private struct Order: Equatable {
        var family = ""
        var rank = 3
        var labels = ""
        var name = ""
        var bound = -Double.infinity
    }

    static func == (lhs: PageLine, rhs: PageLine) -> Bool { lhs.meaning == rhs.meaning }

    static func < (lhs: PageLine, rhs: PageLine) -> Bool {
        let (left, right) = (lhs.order, rhs.order)
        if (left.family, left.rank, left.labels, left.name) != (right.family, right.rank, right.labels, right.name) {
            return (left.family, left.rank, left.labels, left.name)
                < (right.family, right.rank, right.labels, right.name)
        }
        return left.bound != right.bound ? left.bound < right.bound : lhs.meaning < rhs.meaning
    }

    /// The lines that say something.
    static func lines(of page: String) -> [PageLine] {
        var family = ""
        return page.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first else { return nil }
            guard first.hasPrefix("#") else { return PageLine(sample: line, of: family) }
            guard first == "#", words.count > 2, let rank = metadataRanks[words[1]] else { return nil }
            family = String(words[2])
            return PageLine(metadata: words.joined(separator: " "), of: family, rank: rank)
        }
    }

    private static let metadataRanks: [Substring: Int] = ["HELP": 0, "TYPE": 1, "UNIT": 2]

    private init(metadata: String, of family: String, rank: Int) {
        text = metadata
        isMetadata = true
        meaning = metadata
        order = Order(family: family, rank: rank)
    }

    private init(sample line: Substring, of family: String) {
        isMetadata = false
        guard let sample = SampleText(line) else {
            text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            meaning = text
            order = Order(family: family, name: text)
            return
        }
        text = sample.text(labels: sample.labels, numbers: sample.numbers)
        let labels = sample.labels.map { ($0.name, $0.isNumber ? SampleText.canonical($0.value) : $0.value) }
            .sorted { $0.0 < $1.0 }.map { SampleText.Label(name: $0.0, value: $0.1) }
        meaning = sample.text(labels: labels, numbers: sample.numbers.map(SampleText.canonical))
        order = Order(
            family: sample.name.hasPrefix(family) && !family.isEmpty ? family : sample.name,
            labels: sample.text(labels: labels.filter { !$0.isNumber }, numbers: []).dropping(sample.name),
            name: sample.name,
            bound: labels.first { $0.isNumber }.flatMap { Double($0.value) } ?? -.infinity)
    }
}

/// The parts of a sample line, still escaped.
private struct SampleText {
    struct Label {
        let name: String
        let value: String
        /// Whether the value is a number, which formats write in different ways.
        var isNumber: Bool { name == "le" || name == "quantile" }
    }

    let name: String
    let labels: [Label]
    /// The value, and what follows it: a timestamp, an exemplar.
    let numbers: [String]

    /// Nil when the line is not a name, labels in braces and numbers.
    init?(_ line: Substring) {
        var rest = line.drop { $0.isWhitespace }
        var name = String(rest.prefix { $0 != "{" && !$0.isWhitespace })
        rest = rest.dropFirst(name.count).drop { $0.isWhitespace }
        var labels: [Label] = []
        if rest.first == "{" {
            rest = rest.dropFirst()
            while true {
                rest = rest.drop { $0 == "," || $0.isWhitespace }
                guard let first = rest.first else { return nil }
                if first == "}" { break }
                let label = first == "\"" ? Self.quoted(&rest) : Self.bare(&rest)
                guard let label else { return nil }
                rest = rest.drop { $0.isWhitespace }
                guard rest.first == "=" else {
                    // A name that stands among the labels because not every scraper reads it.
                    guard name.isEmpty else { return nil }
                    name = label
                    continue
                }
                rest = rest.dropFirst().drop { $0.isWhitespace }
                guard let value = Self.quoted(&rest) else { return nil }
                labels.append(Label(name: label, value: value))
            }
            rest = rest.dropFirst()
        }
        guard !name.isEmpty else { return nil }
        self.name = name
        self.labels = labels.filter { !$0.value.isEmpty }
        numbers = rest.split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func bare(_ rest: inout Substring) -> String? {
        let name = rest.prefix { $0 != "=" && $0 != "}" && $0 != "," && !$0.isWhitespace }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : String(name)
    }

    /// What stands between quotes, still escaped.
    private static func quoted(_ rest: inout Substring) -> String? {
        guard rest.first == "\"" else { return nil }
        var isEscaped = false
        let text = rest.dropFirst().prefix { character in
            if isEscaped {
                isEscaped = false
                return true
            }
            isEscaped = character == "\\"
            return character != "\""
        }
        let end = rest.dropFirst(1 + text.count)
        guard end.first == "\"" else { return nil }
        rest = end.dropFirst()
        return String(text)
    }

    func text(labels: [Label], numbers: [String]) -> String {
        let rendered = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        return ([rendered.isEmpty ? name : "\(name){\(rendered)}"] + numbers).joined(separator: " ")
    }

    /// One text for each number; what is no number stays.
    static func canonical(_ text: String) -> String {
        guard let number = Double(text) else { return text }
        return number.isNaN ? "NaN" : number == 0 ? "0.0" : "\(number)"
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String { String(dropFirst(prefix.count)) }
}
