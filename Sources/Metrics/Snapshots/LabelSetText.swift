#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Renders label sets that have the same names one behind the other, from their keys (see ``LabelKey``).
struct LabelSetText: ~Copyable {
    /// What stands before each value: `,name="`.
    private let openings: [[UInt8]]
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0
    private var ends: SetEnds

    /// The sets that `write` appends, in the memory where they stay: for many children a copy for a moment would be
    /// most of what making a layout needs.
    ///
    /// - Parameters:
    ///   - sets: how many are appended, at most.
    ///   - valueBytes: what ``valueBytes(_:)`` makes of their keys, together.
    static func column(
        names: [String], sets: Int, valueBytes: Int, _ write: (inout LabelSetText) -> Void
    ) -> LabelColumn {
        let openings = names.map { name in
            var text = [UInt8(ascii: ",")]
            LabelText.append(name: name, to: &text)
            return text + [UInt8(ascii: "="), UInt8(ascii: "\"")]
        }
        // With the quote behind each value.
        let overhead = openings.reduce(0) { $0 + $1.count + 1 }
        var ends = SetEnds()
        // Not 0: the memory of all empty arrays is one, and would be written to.
        let text = [UInt8](unsafeUninitializedCapacity: max(1, valueBytes + sets * overhead)) { buffer, count in
            var text = LabelSetText(openings, UnsafeMutableRawBufferPointer(buffer), sets: sets)
            write(&text)
            (count, ends) = (text.count, text.ends)
        }
        let areLegal = names.allSatisfy { NameRules.isLegal($0, colons: false) }
        return LabelColumn(text: text, ends: ends, hasQuotedNames: !areLegal)
    }

    private init(_ openings: [[UInt8]], _ memory: UnsafeMutableRawBufferPointer, sets: Int) {
        self.openings = openings
        self.memory = memory
        ends = SetEnds(capacity: sets)
    }

    /// How many bytes the values of a key take once they are escaped, at most.
    static func valueBytes(_ key: UnsafeRawBufferPointer) -> Int {
        var count = key.count
        for byte in key where byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") {
            count += 1
        }
        return count
    }

    /// Appends the set of that key.
    mutating func append(_ key: UnsafeRawBufferPointer) {
        let start = count
        var place = 0
        for opening in openings {
            let end = Self.end(of: key, from: place)
            if end > place {
                // Without the comma if it is the first label that is there.
                opening.withUnsafeBytes { copy(count == start ? UnsafeRawBufferPointer(rebasing: $0.dropFirst()) : $0) }
                append(escaping: UnsafeRawBufferPointer(rebasing: key[place..<end]))
                memory[count] = UInt8(ascii: "\"")
                count += 1
            }
            place = end + 1
        }
        ends.append(count)
    }

    private static func end(of key: UnsafeRawBufferPointer, from place: Int) -> Int {
        guard place < key.count, let base = key.baseAddress else { return place }
        let found = memchr(base + place, Int32(LabelKey.endOfValue), key.count - place)
        return found.map { UnsafeRawPointer($0) - base } ?? key.count
    }

    private mutating func copy(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, let target = memory.baseAddress else { return }
        (target + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    private mutating func append(escaping value: UnsafeRawBufferPointer) {
        for byte in value {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                memory[count] = UInt8(ascii: "\\")
                memory[count + 1] = byte
                count += 2
            case UInt8(ascii: "\n"):
                memory[count] = UInt8(ascii: "\\")
                memory[count + 1] = UInt8(ascii: "n")
                count += 2
            default:
                memory[count] = byte
                count += 1
            }
        }
    }
}
