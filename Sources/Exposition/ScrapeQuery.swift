package import NinesMetrics

/// What the query of a scrape's URL asks for.
package struct ScrapeQuery {
    /// The families that the parameters `name[]` name; all of them without such a parameter.
    package let names: NameFilter

    /// - Parameter text: what stands behind the URL's `?`, still encoded. Pieces that are not well-formed are taken as
    ///   they are. Linear in its length.
    package init(_ text: String?) {
        var names: [String] = []
        for parameter in (text ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, Self.decoded(name) == "name[]" else { continue }
            names.append(Self.decoded(parts.count > 1 ? parts[1] : Substring().utf8))
        }
        self.names = NameFilter(names)
    }

    /// Undoes the encoding of HTML forms: `+` is a space, and `%2B` the byte of that number.
    private static func decoded(_ text: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%") where digits.count == 2:
                bytes.append(UInt8(digits[0] * 16 + digits[1]))
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
