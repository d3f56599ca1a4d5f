extension PageFormat {
    /// The format that the page's bytes tell of, for pages that come without a content type.
    ///
    /// - Protobuf, when the page begins with a family's message.
    /// - OpenMetrics, when the last line that is not blank is `# EOF`, which that format demands and the others take
    ///   for a comment: 2.0 when a sample's value is in braces or has a start time, which 1.0 does not know. A page of
    ///   2.0 with neither is taken for 1.0.
    /// - Else text, of the version that the page's names in quotes ask for.
    public static func detected(in page: [UInt8]) -> PageFormat {
        if ProtobufPage.isLikely(page) { return .protobuf }
        // Editors and scripts add line feeds: that a page must not go on behind its end is for the reader to say.
        let blanks = page.reversed().prefix { $0.isBlank || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let end = page.dropLast(blanks.count)
        let mark = "# EOF".utf8
        guard end.suffix(mark.count).elementsEqual(mark) else { return .textUTF8 }
        let before = end.dropLast(mark.count).last
        guard before == nil || before == UInt8(ascii: "\n") else { return .textUTF8 }
        return hasValueOfVersion2(page) ? .openMetrics2 : .openMetrics
    }

    /// Whether a line that is no metadata has ` {count:`, ` {gcount:` or ` st@` outside of quotes.
    private static func hasValueOfVersion2(_ page: [UInt8]) -> Bool {
        let marks = [" {count:", " {gcount:", " st@"].map { Array($0.utf8) }
        return page.split(separator: UInt8(ascii: "\n")).contains { line in
            guard line.first != UInt8(ascii: "#") else { return false }
            var (isQuoted, isEscaped) = (false, false)
            for (index, byte) in zip(line.indices, line) {
                if isEscaped {
                    isEscaped = false
                } else if isQuoted {
                    isEscaped = byte == UInt8(ascii: "\\")
                    isQuoted = byte != UInt8(ascii: "\"")
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = true
                } else if byte == UInt8(ascii: " "), marks.contains(where: { line[index...].starts(with: $0) }) {
                    return true
                }
            }
            return false
        }
    }
}
