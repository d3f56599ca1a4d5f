/// Reads the `labels` of a target.
enum TargetLabelReader {
    /// Labels that probe metrics have themselves, or that mean something to Prometheus.
    static let reserved = [
        "cipher", "fingerprint_sha256", "instance", "issuer", "job", "le", "outcome", "phase", "quantile", "reason",
        "serialnumber", "subject", "subjectalternative", "version",
    ]

    /// Sorted by name. A label with an empty value is an absent label, so it is left out.
    static func labels(_ field: Field) -> [(name: String, value: String)] {
        let labels: [(name: String, value: String)] = (field.entries() ?? []).compactMap { name, line, value in
            if let refusal = refusal(of: name) {
                field.log.report(line: line, path: value.path, refusal)
                return nil
            }
            guard let text = value.text(mayBeEmpty: true), !text.isEmpty else { return nil }
            return (name, text)
        }
        return labels.sorted { $0.name < $1.name }
    }

    private static func refusal(of name: String) -> String? {
        if reserved.contains(name) { return "this label is reserved (Nines or Prometheus sets it)" }
        if name.hasPrefix("__") { return "labels that begin with __ are reserved for Prometheus" }
        return isLabelName(name) ? nil : "not a label name (letters, digits and _, beginning with a letter or _)"
    }

    /// Whether every version of Prometheus accepts the name.
    static func isLabelName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                    true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
                default: false
                }
            }
    }
}
