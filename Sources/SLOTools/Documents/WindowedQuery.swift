package import NinesSLO

/// PromQL with a place for the length of its window, as in `sum(rate(errors_total[{{.window}}]))`.
package struct WindowedQuery: Sendable, Hashable {
    /// The template, with every place written ``place``, without blank lines around it and common indentation.
    package let template: String

    package static let place = "{{.window}}"

    /// - Throws: ``SLOError`` for a query without a place, or with a template that is not the window.
    package init(_ text: String) throws(SLOError) {
        let (template, places) = try Self.withPlaces(text)
        guard places > 0 else {
            throw SLOError(
                key: "query",
                "query: it has no place for its window (write [\(Self.place)] where its range stands)")
        }
        self.template = template
    }

    /// A query without a place, whose value is taken for every window.
    package init(sameForAllWindows text: String) {
        template = text
    }

    /// For templates that this module writes itself.
    init(trusted template: String) {
        self.template = template
    }

    package func over(_ window: Duration) -> String {
        template.replacing(Self.place, with: DurationText.text(window))
    }

    /// The text with each `{{ .window }}` in its canonical form, and how many there are.
    package static func withPlaces(_ text: String) throws(SLOError) -> (text: String, places: Int) {
        var result = ""
        var places = 0
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            result += rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}"), isWindow(rest[..<close.lowerBound]) else {
                throw SLOError(
                    key: "query", "query: the only template in a query is \(place)")
            }
            result += place
            places += 1
            rest = rest[close.upperBound...]
        }
        return (QueryText.tidy(result + rest), places)
    }

    /// Go's templates allow blanks and trim marks: `{{- .window -}}`.
    private static func isWindow(_ inner: Substring) -> Bool {
        var inner = inner
        if inner.hasPrefix("-") { inner.removeFirst() }
        if inner.hasSuffix("-") { inner.removeLast() }
        return inner.filter { !$0.isWhitespace } == ".window"
    }
}

extension WindowedQuery: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do throws(SLOError) {
            try self.init(text)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(template)
    }
}

/// The layout of PromQL in rules.
package enum QueryText {
    /// Without blank lines at the ends, blanks at the ends of lines, and the indentation that all lines share.
    package static func tidy(_ text: String) -> String {
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { line in
            var line = line
            while line.last?.isWhitespace == true { line.removeLast() }
            return line
        }
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let shared = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(shared)) }.joined(separator: "\n")
    }

    /// In parentheses, on lines of its own when it has several.
    static func parenthesized(_ query: String) -> String {
        // A comment reaches to the end of its line.
        query.contains { $0.isNewline || $0 == "#" } ? "(\n\(indented(query))\n)" : "(\(query))"
    }

    static func indented(_ query: String) -> String {
        query.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "  " + Substring($0) }.joined(separator: "\n")
    }

    /// A label's value between double quotes, as PromQL wants it escaped.
    package static func quoted(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
