import NinesMetrics

// The specification and the implementations in use differ in two points: for `dots` it replaces other characters by one
// underscore, and for `values` its example has capital digits. Scrapers undo what implementations write, so that is
// written here.

extension EscapingScheme {
    /// What a name is for: colons are legal in metrics' names and not in labels'.
    enum NameKind: Sendable, Hashable {
        case metric, label
    }

    /// `name` as every scraper reads it. A name that is legal already stays as it is, in every scheme.
    func escaped(_ name: String, _ kind: NameKind) -> String {
        guard self != .allowUTF8, !name.isEmpty, !NameRules.isLegal(name, colons: kind == .metric) else { return name }
        var text = self == .values ? "U__" : ""
        var isFirst = true
        for scalar in name.unicodeScalars {
            append(scalar, isLegal: scalar.isLegal(in: kind, isFirst: isFirst), to: &text)
            isFirst = false
        }
        return text
    }

    private func append(_ scalar: Unicode.Scalar, isLegal: Bool, to text: inout String) {
        switch (self, scalar) {
        case (.dots, "_"), (.values, "_"): text += "__"
        case (.dots, "."): text += "_dot_"
        case _ where isLegal: text.unicodeScalars.append(scalar)
        case (.dots, _): text += "__"
        case (.values, _): text += "_\(String(scalar.value, radix: 16))_"
        case (.underscores, _), (.allowUTF8, _): text += "_"
        }
    }
}

extension Unicode.Scalar {
    fileprivate func isLegal(in kind: EscapingScheme.NameKind, isFirst: Bool) -> Bool {
        switch self {
        case "a"..."z", "A"..."Z", "_": true
        case "0"..."9": !isFirst
        case ":": kind == .metric
        default: false
        }
    }
}

/// How metric and label names that are not legal in every format are written for a scraper: what `escaping=` in an
/// `Accept` header asks for (Prometheus' "Escaping Schemes").
public enum EscapingScheme: String, Sendable, Hashable, CaseIterable {
    /// Every other character becomes `_`: `http.requests` is `http_requests`.
    case underscores
    /// `.` becomes `_dot_`, `_` becomes `__`, every other character `__`.
    case dots
    /// `U__` and then each other character as its hexadecimal number: reversible.
    case values
    /// As they are, in quotes.
    case allowUTF8 = "allow-utf-8"
}
