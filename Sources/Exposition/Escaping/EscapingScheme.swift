/// How metric and label names that are not legal in every format are written for a scraper: what `escaping=` in an `Accept`
/// header asks for (Prometheus' "Escaping Schemes").
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
