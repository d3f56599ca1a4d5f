/// Names of labels that every version of Prometheus takes, and those that mean something to it.
enum LabelNames {
    /// Labels that probe metrics have themselves, or that mean something to Prometheus.
    static let ofProbes = [
        "cipher", "fingerprint_sha256", "instance", "issuer", "job", "le", "outcome", "phase", "quantile", "reason",
        "serialnumber", "state", "subject", "subjectalternative", "version",
    ]

    static let address = "__address__"
    static let file = "__meta_filepath"
    static let nameRule = "not a label name (letters, digits and _, beginning with a letter or _)"

    /// Letters, digits and `_`, all of them ASCII, beginning with no digit.
    static func isName(_ text: String) -> Bool {
        text.utf8.first.map { !isDigit($0) } == true && text.utf8.allSatisfy(isWord)
    }

    /// Whether a template for names can make one, as Prometheus checks it: letters, digits and `_`, beginning with no
    /// digit, and references such as `$1` and `${name}`.
    static func isNameTemplate(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard let first = rest.first, !isDigit(first) else { return false }
        while let byte = rest.popFirst() {
            if isWord(byte) { continue }
            guard byte == UInt8(ascii: "$") else { return false }
            let isBracketed = rest.first == UInt8(ascii: "{")
            if isBracketed { rest.removeFirst() }
            let name = rest.prefix(while: isWord)
            rest = rest[name.endIndex...]
            guard !name.isEmpty, !isBracketed || rest.popFirst() == UInt8(ascii: "}") else { return false }
        }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
        default: isDigit(byte)
        }
    }
}
