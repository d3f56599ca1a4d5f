/// How values and names from a file appear in messages: on one line and short, whatever they contain.
enum Quoted {
    /// Longer values are cut; the line number leads to the rest.
    static let limit = 80

    /// In double quotes, with quotes, backslashes and control characters escaped, at most ``limit`` characters.
    static func value(_ text: some StringProtocol) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            if scalar == "\"" || scalar == "\\" { shown += "\\" }
            shown += escaped(scalar)
        }
        return "\"" + shown + (text.unicodeScalars.count > limit ? "…\"" : "\"")
    }

    /// A key as a part of a path: as it is when that is unambiguous, else like ``value(_:)``, cut at the first colon. A
    /// colon in a key is a quoting mistake most of the time, and a header's value then follows.
    static func key(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if plain, !text.isEmpty, text.utf8.count <= limit { return text }
        return value(text.firstIndex(of: ":").map { text[...$0] + "…" } ?? text)
    }

    /// Control characters escaped and nothing else changed: for file names.
    static func oneLine(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { $0 += escaped($1) }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse:
                "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }
    }
}
