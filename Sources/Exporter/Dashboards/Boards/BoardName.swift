import NinesSLO

/// What the dashboard of one SLO is called where names may have few characters. Service and SLO may have any.
struct BoardName {
    /// The same for the same service and SLO on every machine and in every version, so that links to it last.
    let uid: String
    /// Without an extension: readable, and unlike another's unless service and SLO are the same.
    let file: String

    init(_ definition: SLODefinition) {
        // The zero byte keeps `a`, `bc` apart from `ab`, `c`, and so do the two dashes, which no part of them has.
        let hash = Self.hash(definition.service + "\0" + definition.name)
        let parts = [definition.service, definition.name]
        let slugs = parts.map { String(Self.slug($0).prefix(50)) }
        uid = "nines-slo-\(hash)"
        file = (["slo-" + slugs[0], slugs[1]] + (slugs == parts ? [] : [hash])).joined(separator: "--")
    }

    /// Lower-case ASCII letters and digits, and single dashes for the rest.
    private static func slug(_ text: String) -> String {
        let words = text.utf8.split { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                false
            default: true
            }
        }
        return words.map { String(decoding: $0, as: UTF8.self).lowercased() }.joined(separator: "-")
    }

    /// FNV-1a in 64 bits, as 16 hexadecimal digits. Source: https://www.rfc-editor.org/rfc/rfc9923
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
