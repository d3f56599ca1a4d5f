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
    private let hasQuotedNames: Bool
    private var memory: UnsafeMutableRawBufferPointer
    private var count = 0
    private var ends: [Int] = []
    /// The most bytes that a set has beside its values.
    private let overhead: Int

    /// For about `sets` label sets with keys of `bytes` bytes together.
    init(names: [String], sets: Int, bytes: Int) {
        openings = names.map { name in
            var text = [UInt8(ascii: ",")]
            LabelText.append(name: name, to: &text)
            return text + [UInt8(ascii: "="), UInt8(ascii: "\"")]
        }
        hasQuotedNames = !names.allSatisfy { NameRules.isLegal($0, colons: false) }
        overhead = openings.reduce(0) { $0 + $1.count + 1 }
        memory = .allocate(byteCount: max(64, bytes + sets * overhead), alignment: 1)
        ends.reserveCapacity(sets)
    }

    deinit { memory.deallocate() }

    /// Appends the set of that key.
    mutating func append(_ key: UnsafeRawBufferPointer) {
        makeRoom(overhead + 2 * key.count)
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

    private mutating func makeRoom(_ needed: Int) {
        guard memory.count - count < needed else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * memory.count + needed, alignment: 1)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        memory.deallocate()
        memory = larger
    }

    /// All sets, in memory of exactly their size.
    func column() -> LabelColumn {
        LabelColumn(
            text: Array(UnsafeRawBufferPointer(rebasing: memory[..<count])), ends: ends, hasQuotedNames: hasQuotedNames)
    }
}
