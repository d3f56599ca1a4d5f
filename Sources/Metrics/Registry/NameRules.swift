/// What names may look like. Sources: Prometheus' data model (metric and label names), its rules for client libraries
/// (`le` and `quantile` are reserved), and OpenMetrics 1.0 (`_total`, units as suffix).
package enum NameRules {
    static func checkFamily(_ name: String, type: MetricType, unit: String?) throws(RegistrationError) {
        guard isLegal(name, colons: true) else {
            throw RegistrationError(
                .name, "metric name \"\(name)\": it must match [a-zA-Z_:][a-zA-Z0-9_:]*")
        }
        if type == .counter, !(name.hasSuffix("_total") && name.utf8.count > 6) {
            throw RegistrationError(.name, "counter \"\(name)\": a counter's name must end in _total")
        }
        if let unit {
            guard isLegal(unit, colons: false) else {
                throw RegistrationError(.name, "\(name): unit \"\(unit)\" must match [a-zA-Z_][a-zA-Z0-9_]*")
            }
            let base = type == .counter ? name.dropLast(6) : name[...]
            guard base.hasSuffix("_" + unit) else {
                let ending = type == .counter ? "_\(unit)_total" : "_\(unit)"
                throw RegistrationError(.name, "\(name): a name with unit \"\(unit)\" must end in \(ending)")
            }
        }
    }

    package static func checkLabel(_ name: String, of family: String, type: MetricType) throws(RegistrationError) {
        guard isLegal(name, colons: false) else {
            throw RegistrationError(.name, "\(family): label name \"\(name)\" must match [a-zA-Z_][a-zA-Z0-9_]*")
        }
        guard !name.utf8.starts(with: "__".utf8) else {
            throw RegistrationError(
                .name, "\(family): label name \"\(name)\": names that start with __ are reserved for Prometheus")
        }
        if type == .histogram, name == "le" {
            throw RegistrationError(.name, "\(family): label name \"le\" is reserved for a histogram's upper bounds")
        }
        if name == "quantile" {
            throw RegistrationError(.name, "\(family): label name \"quantile\" is reserved for summaries")
        }
    }

    static func checkLabels(_ names: [String], of family: String, type: MetricType) throws(RegistrationError) {
        for (index, name) in names.enumerated() {
            try checkLabel(name, of: family, type: type)
            if names[..<index].contains(name) {
                throw RegistrationError(.name, "\(family): label name \"\(name)\" is given twice")
            }
        }
    }

    private static func isLegal(_ name: String, colons: Bool) -> Bool {
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
