/// The offsets of one zone, read from the bytes of a TZif file. Believes nothing: what breaks the format is refused,
/// and every length is compared with the bytes that are left.
///
/// Source: RFC 8536, sections 3.1 to 3.3. Only the 64-bit block is read, so files of version 1 are refused; no system
/// has written one since 2008.
struct TimeZoneFile: Sendable {
    /// The seconds since the epoch from which another offset holds, ascending.
    private let instants: [Int64]
    /// Seconds ahead of UTC before the first instant, then from each on: one more than there are instants.
    private let offsets: [Int64]
    /// What holds after the last instant; nil where the last offset stays.
    private let rule: TimeZoneRule?

    /// UTC, which needs no file.
    static let utc = TimeZoneFile(instants: [], offsets: [0], rule: nil)

    private init(instants: [Int64], offsets: [Int64], rule: TimeZoneRule?) {
        self.instants = instants
        self.offsets = offsets
        self.rule = rule
    }

    /// Nil for bytes that are no TZif file of version 2 or later, and for a file that counts leap seconds, whose
    /// instants are no Unix time.
    init?(_ bytes: [UInt8]) {
        guard let first = Header(bytes[...]), first.version >= UInt8(ascii: "2"),
            let second = Header(bytes.dropFirst(first.size(ofTime: 4))), second.leapCount == 0, second.typeCount > 0
        else { return nil }
        let body = bytes.dropFirst(first.size(ofTime: 4) + Header.size)
        let indices = body.dropFirst(second.timeCount * 8)
        let types = indices.dropFirst(second.timeCount)
        let footer = bytes.dropFirst(first.size(ofTime: 4) + second.size(ofTime: 8))
        guard bytes.count >= first.size(ofTime: 4) + second.size(ofTime: 8) else { return nil }

        var instants: [Int64] = []
        var offsets: [Int64] = []
        // The first type is the one of before the first instant. All indices are within the sizes compared above.
        for index in -1..<second.timeCount {
            let type = index < 0 ? 0 : Int(indices[indices.startIndex + index])
            guard type < second.typeCount else { return nil }
            let offset = Int64(Int32(truncatingIfNeeded: types.bigEndian(at: type * 6, size: 4)))
            // The RFC's bounds; they also keep the sums of seconds far from overflow.
            guard offset > -25 * 3_600, offset < 26 * 3_600 else { return nil }
            offsets.append(offset)
            guard index >= 0 else { continue }
            let instant = Int64(bitPattern: body.bigEndian(at: index * 8, size: 8))
            if let last = instants.last, instant <= last { return nil }
            instants.append(instant)
        }
        let newline = UInt8(ascii: "\n")
        guard footer.first == newline, let end = footer.dropFirst().firstIndex(of: newline) else { return nil }
        let text = footer[(footer.startIndex + 1)..<end]
        if text.isEmpty {
            rule = nil
        } else {
            guard let read = TimeZoneRule(text) else { return nil }
            rule = read
        }
        self.instants = instants
        self.offsets = offsets
    }

    /// Seconds that local time is ahead of UTC.
    func offset(at second: Int64) -> Int64 {
        if let rule, instants.last.map({ second >= $0 }) ?? true { return rule.offset(at: second) }
        // The number of instants that are not after the second.
        var (low, high) = (0, instants.count)
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }
}

/// The 44 bytes before each block of data, with the numbers of what the block holds.
private struct Header {
    static let size = 44
    let version: UInt8
    /// Of indicators, leap seconds, instants, types and bytes of names, in the file's order.
    private let counts: [Int]

    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= Self.size, bytes.starts(with: Array("TZif".utf8)) else { return nil }
        version = bytes[bytes.startIndex + 4]
        // Below 2^32 each, so products and sums of them stay below 2^40.
        counts = (0..<6).map { Int(bytes.bigEndian(at: 20 + $0 * 4, size: 4)) }
    }

    var leapCount: Int { counts[2] }
    var timeCount: Int { counts[3] }
    var typeCount: Int { counts[4] }

    /// Of the header and its block, with instants of so many bytes.
    func size(ofTime time: Int) -> Int {
        Self.size + counts[0] + counts[1] + leapCount * (time + 4) + timeCount * (time + 1) + typeCount * 6 + counts[5]
    }
}

extension ArraySlice<UInt8> {
    /// - Precondition: `offset + size` bytes are there, and `size` is at most 8.
    fileprivate func bigEndian(at offset: Int, size: Int) -> UInt64 {
        self[(startIndex + offset)..<(startIndex + offset + size)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
