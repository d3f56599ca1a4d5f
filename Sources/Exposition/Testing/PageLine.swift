import NinesMetrics

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

    static func == (lhs: PageLine, rhs: PageLine) -> Bool { lhs.meaning.hasSameBytes(as: rhs.meaning) }

    static func < (lhs: PageLine, rhs: PageLine) -> Bool {
        let (left, right) = (lhs.order, rhs.order)
        if (left.family, left.rank, left.labels, left.name) != (right.family, right.rank, right.labels, right.name) {
            return (left.family, left.rank, left.labels, left.name)
                < (right.family, right.rank, right.labels, right.name)
        }
        if left.bound != right.bound { return left.bound < right.bound }
        return lhs.meaning.utf8.lexicographicallyPrecedes(rhs.meaning.utf8)
    }

    /// The lines that say something.
    static func lines(of page: String) -> [PageLine] {
        var family = ""
        // Neither other line ends nor characters of several scalars, which may begin with a quote, mean anything here.
        return page.unicodeScalars.split(separator: "\n").compactMap { line in
            let words = line.words
            guard let first = words.first else { return nil }
            guard first.unicodeScalars.first == "#" else { return PageLine(sample: line, of: family) }
            guard first == "#", words.count > 2, let rank = metadataRanks[words[1]] else { return nil }
            family = words[2]
            return PageLine(metadata: words.joined(separator: " "), of: family, rank: rank)
        }
    }

    private static let metadataRanks: [String: Int] = ["HELP": 0, "TYPE": 1, "UNIT": 2]

    private init(metadata: String, of family: String, rank: Int) {
        text = metadata
        isMetadata = true
        meaning = metadata
        order = Order(family: family, rank: rank)
    }

    private init(sample line: Substring.UnicodeScalarView, of family: String) {
        isMetadata = false
        guard let sample = SampleText(line) else {
            text = line.words.joined(separator: " ")
            meaning = text
            order = Order(family: family, name: text)
            return
        }
        text = sample.text(labels: sample.labels, numbers: sample.numbers)
        let labels = sample.labels.map { ($0.name, $0.isNumber ? SampleText.canonical($0.value) : $0.value) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map { SampleText.Label(name: $0.0, value: $0.1) }
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
    init?(_ line: Substring.UnicodeScalarView) {
        var rest = line.drop { $0.isBlank }
        let start = rest.prefix { $0 != "{" && !$0.isBlank }
        var name = String(start)
        rest = rest[start.endIndex...].drop { $0.isBlank }
        var labels: [Label] = []
        if rest.first == "{" {
            rest = rest.dropFirst()
            while true {
                rest = rest.drop { $0 == "," || $0.isBlank }
                guard let first = rest.first else { return nil }
                if first == "}" { break }
                let label = first == "\"" ? Self.quoted(&rest) : Self.bare(&rest)
                guard let label else { return nil }
                rest = rest.drop { $0.isBlank }
                guard rest.first == "=" else {
                    // A name that stands among the labels because not every scraper reads it.
                    guard name.isEmpty else { return nil }
                    name = label
                    continue
                }
                rest = rest.dropFirst().drop { $0.isBlank }
                guard let value = Self.quoted(&rest) else { return nil }
                labels.append(Label(name: label, value: value))
            }
            rest = rest.dropFirst()
        }
        guard !name.isEmpty else { return nil }
        self.name = name
        self.labels = labels.filter { !$0.value.isEmpty }
        numbers = rest.words
    }

    private static func bare(_ rest: inout Substring.UnicodeScalarView) -> String? {
        let name = rest.prefix { $0 != "=" && $0 != "}" && $0 != "," && !$0.isBlank }
        rest = rest[name.endIndex...]
        return name.isEmpty ? nil : String(name)
    }

    /// What stands between quotes, still escaped.
    private static func quoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard rest.first == "\"" else { return nil }
        var isEscaped = false
        let text = rest.dropFirst().prefix { scalar in
            if isEscaped {
                isEscaped = false
                return true
            }
            isEscaped = scalar == "\\"
            return scalar != "\""
        }
        let end = rest[text.endIndex...]
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
        // As integers where they are some, however they are written: doubles do not tell all large ones apart.
        if let whole = UInt64(text) { return "\(whole)" }
        if let whole = Int64(text) { return "\(whole)" }
        guard let number = Double(text) else { return text }
        if let whole = UInt64(exactly: number) { return "\(whole)" }
        if let whole = Int64(exactly: number) { return "\(whole)" }
        return number.isNaN ? "NaN" : "\(number)"
    }
}

extension String {
    fileprivate func dropping(_ prefix: String) -> String {
        String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool { properties.isWhitespace }
}

extension Substring.UnicodeScalarView {
    /// What stands between white space.
    fileprivate var words: [String] { split(whereSeparator: \.isBlank).map { String($0) } }
}
