import NinesMetrics

/// A few kilobytes of a page, written by address: lines are put together here and appended to the page at once, which
/// costs a fraction of appending each of their pieces to an array.
///
/// Safe as long as the memory outlives the value and nobody writes more than ``room`` says: each line asks first for
/// the most it can need, by `LineBlock.lines`.
struct LineBlock {
    private let start: UnsafeMutablePointer<UInt8>
    private var cursor: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>
    private let powers = PowersOfTen.shared

    private static let size = 8192

    private init(_ memory: UnsafeMutableBufferPointer<UInt8>, at base: UnsafeMutablePointer<UInt8>) {
        start = base
        cursor = base
        end = base + memory.count
    }

    var count: Int { cursor - start }
    var room: Int { end - cursor }
    /// Where the next byte is written.
    var position: UnsafeMutablePointer<UInt8> { cursor }

    /// Writes lines to the end of `text` until `text` has `limit` bytes, or `write` says that there are no more.
    ///
    /// - Parameters:
    ///   - longest: No line needs more than this many bytes.
    ///   - write: Writes one line, and tells whether there are more.
    @inline(__always)
    static func lines(
        of text: inout [UInt8], limit: Int, longest: Int, _ write: (inout LineBlock) -> Bool
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(size, longest)) { memory in
            guard let base = memory.baseAddress else { return }
            var block = LineBlock(memory, at: base)
            var hasMore = true
            while hasMore, text.count + block.count < limit {
                if block.room < longest { block.flush(to: &text) }
                hasMore = write(&block)
            }
            block.flush(to: &text)
        }
    }

    private mutating func flush(to text: inout [UInt8]) {
        text.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        cursor = start
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        assert(bytes.count <= room)
        guard let source = bytes.baseAddress else { return }
        cursor.update(from: source, count: bytes.count)
        cursor += bytes.count
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        assert(room > 0)
        cursor.pointee = byte
        cursor += 1
    }

    @inline(__always)
    mutating func append(_ value: UInt64) { cursor += NumberText.write(value, to: cursor) }

    @inline(__always)
    mutating func append(fixed64 bits: UInt64) {
        assert(room >= 8)
        UnsafeMutableRawPointer(cursor).storeBytes(of: bits.littleEndian, as: UInt64.self)
        cursor += 8
    }

    /// Puts a length of several bytes where one byte was left for it, before all that was written since.
    mutating func widenLength(at place: UnsafeMutablePointer<UInt8>, to length: UInt64) {
        let extra = WireSize.ofVarint(length) - 1
        assert(extra <= room)
        (place + 1 + extra).update(from: place + 1, count: cursor - place - 1)
        let end = cursor + extra
        cursor = place
        append(varint: length)
        cursor = end
    }

    mutating func append(_ value: Int64) { cursor += NumberText.write(value, to: cursor) }

    mutating func append(seconds time: UnixTime) { cursor += NumberText.write(seconds: time, to: cursor) }

    @inline(__always)
    mutating func append(_ value: CounterValue, style: NumberText.Style) {
        cursor += NumberText.write(value, style: style, to: cursor)
    }

    @inline(__always)
    mutating func append(_ value: Double, style: NumberText.Style) {
        cursor += NumberText.write(value, style: style, to: cursor, powers: powers)
    }
}
