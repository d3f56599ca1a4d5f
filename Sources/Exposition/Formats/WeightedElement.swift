/// One element of a request header that weighs what it lists (RFC 9110, 12.4): a name, its parameters and its weight.
struct WeightedElement: Equatable {
    /// What stands before the parameters, such as `text/plain` or `gzip`: any text, without white space around it.
    let subject: ArraySlice<UInt8>
    /// By lower-case name. Values keep their case.
    let parameters: [String: String]
    /// In thousandths, 0 to 1000. 0: not acceptable.
    let weight: Int

    /// The well-formed elements of a header, in its order. Others are left out, so that one bad element does not hide
    /// the good ones. Linear in the header's length.
    static func parse(_ header: String) -> some Sequence<WeightedElement> {
        split(Array(header.utf8)[...], at: UInt8(ascii: ",")).lazy.compactMap { WeightedElement($0) }
    }

    private init?(_ text: ArraySlice<UInt8>) {
        let parts = Self.split(text, at: UInt8(ascii: ";"))
        guard let subject = parts.first.map(Self.trimmed) else { return nil }
        var parameters: [String: String] = [:]
        var weight: Int?
        for part in parts.dropFirst().lazy.map(Self.trimmed) where !part.isEmpty {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")),
                let name = Self.lowerCaseToken(part[..<equals])
            else { return nil }
            let value = part[(equals + 1)...]
            // A parameter that is given twice is an error (RFC 6838, 4.3).
            if name == "q" {
                guard weight == nil, let given = Self.weight(value) else { return nil }
                weight = given
            } else {
                guard let value = Self.parameterValue(value), parameters.updateValue(value, forKey: name) == nil
                else { return nil }
            }
        }
        self.subject = subject
        self.parameters = parameters
        self.weight = weight ?? 1000
    }

    /// The pieces between separators that do not stand inside a quoted string.
    private static func split(_ text: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for (index, byte) in zip(text.indices, text) {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                pieces.append(text[start..<index])
                start = index + 1
            }
        }
        pieces.append(text[start...])
        return pieces
    }

    /// Without the optional white space (spaces and tabs) around it.
    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return text[first...last]
    }

    /// Nil unless `text` is one or more token characters (RFC 9110, 5.6.2).
    static func lowerCaseToken(_ text: ArraySlice<UInt8>) -> String? {
        guard isToken(text) else { return nil }
        let isUpper = UInt8(ascii: "A")...UInt8(ascii: "Z")
        return String(decoding: text.lazy.map { isUpper ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func isToken(_ text: ArraySlice<UInt8>) -> Bool {
        !text.isEmpty
            && text.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// A token, or what a quoted string stands for; nil when it is neither.
    private static func parameterValue(_ text: ArraySlice<UInt8>) -> String? {
        if isToken(text) { return String(decoding: text, as: UTF8.self) }
        guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return nil }
        var value: [UInt8] = []
        var isEscaped = false
        for byte in text.dropFirst().dropLast() {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
                continue
            }
            guard isEscaped || byte != UInt8(ascii: "\"") else { return nil }
            isEscaped = false
            value.append(byte)
        }
        return isEscaped ? nil : String(decoding: value, as: UTF8.self)
    }

    /// A weight in thousandths: 0 to 1 with at most three decimals (RFC 9110, 12.4.2); nil for anything else.
    private static func weight(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1"), text.count <= 5
        else { return nil }
        let rest = text.dropFirst()
        guard rest.isEmpty || rest.first == UInt8(ascii: ".") else { return nil }
        var weight = first == UInt8(ascii: "1") ? 1000 : 0
        for (digit, unit) in zip(rest.dropFirst(), [100, 10, 1]) {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            weight += Int(digit - UInt8(ascii: "0")) * unit
        }
        return weight <= 1000 ? weight : nil
    }
}
