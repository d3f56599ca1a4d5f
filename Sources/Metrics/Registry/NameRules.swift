/// What names may look like. Sources: Prometheus' data model (metric and label names), its rules for client libraries
/// (`le` and `quantile` are reserved), and OpenMetrics 1.0 (`_total`, `_info`, units as suffix).
package enum NameRules {
    static func checkFamily(
        _ name: String, type: MetricType, unit: String?, scheme: NameScheme
    ) throws(RegistrationError) {
        guard scheme == .utf8 ? !name.isEmpty : isLegal(name, colons: true) else {
            let rule = scheme == .utf8 ? "it must not be empty" : "it must match [a-zA-Z_:][a-zA-Z0-9_:]*"
            throw RegistrationError(.name, "metric name \"\(name)\": \(rule)")
        }
        if type == .stateSet, scheme == .legacy, name.utf8.contains(UInt8(ascii: ":")) {
            throw RegistrationError(
                .name, "stateset \"\(name)\": the name is also that of a label, which has no colon")
        }
        // As a label's it must not be one of those with a meaning of their own.
        if type == .stateSet { try checkLabel(name, of: name, type: .gauge, scheme: scheme) }
        if let suffix = type.nameSuffix, !(name.hasByteSuffix(suffix) && name.utf8.count > suffix.utf8.count) {
            let kind = type == .info ? "an info" : "a \(type.rawValue)"
            throw RegistrationError(.name, "\(type.rawValue) \"\(name)\": \(kind)'s name must end in \(suffix)")
        }
        if let unit { try checkUnit(unit, of: name, type: type) }
    }

    private static func checkUnit(
        _ unit: String, of name: String, type: MetricType
    ) throws(RegistrationError) {
        guard type != .info, type != .stateSet else {
            throw RegistrationError(.name, "\(name): a \(type.rawValue) has no unit, but \"\(unit)\" was given")
        }
        guard isLegal(unit, colons: false) else {
            throw RegistrationError(.name, "\(name): unit \"\(unit)\" must match [a-zA-Z_][a-zA-Z0-9_]*")
        }
        let suffix = type.nameSuffix ?? ""
        guard name.hasByteSuffix("_" + unit + suffix) else {
            throw RegistrationError(.name, "\(name): a name with unit \"\(unit)\" must end in _\(unit)\(suffix)")
        }
    }

    package static func checkLabel(
        _ name: String, of family: String, type: MetricType, scheme: NameScheme = .legacy
    ) throws(RegistrationError) {
        guard scheme == .utf8 ? !name.isEmpty : isLegal(name, colons: false) else {
            let rule = scheme == .utf8 ? "must not be empty" : "must match [a-zA-Z_][a-zA-Z0-9_]*"
            throw RegistrationError(.name, "\(family): label name \"\(name)\" \(rule)")
        }
        guard !name.utf8.starts(with: "__".utf8) else {
            throw RegistrationError(
                .name, "\(family): label name \"\(name)\": names that start with __ are reserved for Prometheus")
        }
        if type == .histogram || type == .gaugeHistogram, name == "le" {
            throw RegistrationError(.name, "\(family): label name \"le\" is reserved for a histogram's upper bounds")
        }
        if name == "quantile" {
            throw RegistrationError(.name, "\(family): label name \"quantile\" is reserved for summaries")
        }
        if type == .stateSet, name.hasSameBytes(as: family) {
            throw RegistrationError(.name, "\(family): label name \"\(name)\" is reserved for the states' names")
        }
    }

    static func checkLabels(
        _ names: [String], of family: String, type: MetricType, scheme: NameScheme = .legacy
    ) throws(RegistrationError) {
        // Few names are compared faster than hashed.
        var known: Set<[UInt8]>? = names.count > 8 ? [] : nil
        for (index, name) in names.enumerated() {
            try checkLabel(name, of: family, type: type, scheme: scheme)
            let isFirst =
                known?.insert(Array(name.utf8)).inserted
                ?? !names[..<index].contains { $0.utf8.elementsEqual(name.utf8) }
            if !isFirst {
                throw RegistrationError(.name, "\(family): label name \"\(name)\" is given twice")
            }
        }
    }

    /// Whether `name` is one that every scraper reads unquoted. Colons are for metrics, not for labels.
    package static func isLegal(_ name: String, colons: Bool) -> Bool {
        var isFirst = true
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !isFirst: break
            case UInt8(ascii: ":") where colons: break
            default: return false
            }
            isFirst = false
        }
        return !isFirst
    }
}

extension MetricType {
    /// How the names of the type's samples must end; OpenMetrics' family name is without it.
    var nameSuffix: String? {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram, .gaugeHistogram, .summary, .stateSet, .unknown: nil
        }
    }
}

/// Which characters metric and label names may have. Prometheus calls it the validation scheme.
public enum NameScheme: Sendable, Hashable {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*` for metrics, the same without colons for labels: what every scraper reads.
    case legacy
    /// Any UTF-8 text but the empty one, as Prometheus reads since version 3. Scrapers that do not ask for such names
    /// get them escaped: `http.requests` as `http_requests`.
    case utf8
}
