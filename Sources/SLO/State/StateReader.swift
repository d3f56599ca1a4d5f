/// Reads what ``StateWriter`` wrote, and believes nothing: every length is compared with the bytes that are left before
/// anything is allocated for it.
struct StateReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(SLOStateError) -> UInt8 {
        guard position < bytes.endIndex else { throw .damaged("it ends inside a value") }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func fixed() throws(SLOStateError) -> UInt32 {
        var value: UInt32 = 0
        for shift in stride(from: UInt32(0), to: 32, by: 8) { value |= UInt32(try byte()) << shift }
        return value
    }

    mutating func number() throws(SLOStateError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            let bits = UInt64(byte & 0x7F)
            // The tenth byte holds one bit; and a last byte of zero would be a second way to write the same number.
            guard shift < 63 || bits <= 1, byte != 0 || shift == 0 else { break }
            value |= bits << shift
            if byte & 0x80 == 0 { return value }
        }
        throw .damaged("a number is longer than 64 bits")
    }

    mutating func signed() throws(SLOStateError) -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A number of things that take at least `size` bytes each.
    mutating func count(ofSize size: Int) throws(SLOStateError) -> Int {
        let value = try number()
        guard value <= UInt64(remaining / size) else { throw .damaged("a count is larger than what follows") }
        return Int(value)
    }

    mutating func text() throws(SLOStateError) -> String {
        let count = try count(ofSize: 1)
        let utf8 = bytes[position..<position + count]
        guard let text = String(validating: utf8, as: UTF8.self) else { throw .damaged("a name is not UTF-8") }
        position += count
        return text
    }
}
