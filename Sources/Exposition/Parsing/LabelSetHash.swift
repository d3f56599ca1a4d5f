/// 128 bits that stand for a label set, whatever the order of its labels; those whose value is empty are absent.
///
/// Compared in place of the labels: of a million sets, two have equal bits by chance once in 10^27 pages, and as the
/// secrets are made anew in each process, nobody can write a page whose sets do.
struct LabelSetHash: Hashable {
    private static let secrets = (UInt64.random(in: 1...UInt64.max), UInt64.random(in: 1...UInt64.max))

    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// That of no labels at all.
    static let empty = LabelSetHash()

    private init() {}

    /// Where a table looks first: as random as the hash is.
    @inline(__always)
    var place: Int { Int(truncatingIfNeeded: low) }

    /// The labels of the sample that was read last, but for the one named `excluded`.
    init(of reader: borrowing PageReader, without excluded: [UInt8]? = nil) {
        for label in reader.labels where label.value.start < label.value.end {
            if let excluded, reader.isEqual(label.name, excluded) { continue }
            var pair = Lanes(Self.secrets)
            pair.combine(label.name, of: reader)
            pair.combine(label.value, of: reader)
            // A sum does not depend on the order.
            low &+= pair.low
            high &+= pair.high
        }
    }

    /// The set's samples with that ending of the name, by its place among the family's.
    func with(suffix: Int) -> LabelSetHash {
        var copy = self
        copy.low ^= UInt64(truncatingIfNeeded: suffix &+ 1) &* 0x9E37_79B9_7F4A_7C15
        return copy
    }

    func hash(into hasher: inout Hasher) { hasher.combine(low) }

    /// Two hashes of the same bytes: multiply and fold, eight bytes at a time.
    private struct Lanes {
        private(set) var low: UInt64
        private(set) var high: UInt64
        private let secrets: (UInt64, UInt64)

        init(_ secrets: (UInt64, UInt64)) {
            (low, high) = secrets
            self.secrets = secrets
        }

        mutating func combine(_ text: PageText, of reader: borrowing PageReader) {
            guard text.isEscaped else {
                return combine(
                    UnsafeRawBufferPointer(start: reader.scan.base + text.start, count: text.end - text.start))
            }
            reader.bytes(text).withUnsafeBytes { combine($0) }
        }

        private mutating func combine(_ bytes: UnsafeRawBufferPointer) {
            var offset = 0
            while offset + 8 <= bytes.count {
                combine(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < bytes.count {
                rest = rest << 8 | UInt64(bytes[offset])
                offset += 1
            }
            combine(rest)
            combine(UInt64(truncatingIfNeeded: bytes.count))
        }

        private mutating func combine(_ word: UInt64) {
            let first = (low ^ word).multipliedFullWidth(by: secrets.1)
            let second = (high ^ word).multipliedFullWidth(by: secrets.0 | 1)
            low = first.high ^ first.low
            high = second.high ^ second.low
        }
    }
}
