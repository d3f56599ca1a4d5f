/// A type whose values can be label values: its text identifies the child.
///
/// Strings, integers of every width and booleans are; an enumeration becomes one by declaring it:
///
/// ```swift
/// enum Cache: String, LabelValue { case hit, miss }
/// ```
///
/// A type that is to be exposed as another text than its raw value writes it itself:
///
/// ```swift
/// enum Method: String, LabelValue {
///     case get, post
///     func write(to key: inout LabelKeyWriter) { key.append(rawValue.uppercased()) }
/// }
/// ```
///
/// Use it to keep a label's values few: every distinct value is a time series.
public protocol LabelValue: Sendable {
    /// Appends the value's text: the same for the same value each time. Look-ups keep the text of a value of one byte,
    /// such as an enumeration's case, from the first time on.
    func write(to key: inout LabelKeyWriter)

    /// The value's text for a look-up: what `write` appends. Only types of the library implement it, which copy
    /// nothing; for all others it asks `write`, so that there is one answer to what the value's text is.
    ///
    /// - Parameter space: Memory for text that the value does not have in memory itself. The result is valid as long as
    ///   this memory and the value.
    func _bytes(in space: inout _ValueSpace) -> _ValueBytes
}

extension LabelValue {
    /// What `write` appends. A value of one byte is asked once per label.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        if MemoryLayout<Self>.size == 1,
            let bytes = space.cases?.bytes(of: unsafeBitCast(self, to: UInt8.self), Self.self)
        {
            return bytes
        }
        return space.written(by: self)
    }
}

extension String: LabelValue {
    /// Appends the string's UTF-8; an empty string leaves the label out.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.append(self) }

    /// The string's own bytes, not copied.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        SmallString(self, known: space.knowsSmallStrings)?.bytes ?? space.bytes(ofLarge: self)
    }
}

extension Substring: LabelValue {
    /// Appends the substring's UTF-8; an empty one leaves the label out.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.append(self) }
}

extension Bool: LabelValue {
    /// Appends `true` or `false`.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.append(self ? "true" : "false") }

    /// `true` or `false`.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        self
            ? _ValueBytes(low: 0x6575_7274, high: 0, count: 4) : _ValueBytes(low: 0x65_736C_6166, high: 0, count: 5)
    }
}

extension Int: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(self)?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension LabelValue where Self: RawRepresentable, RawValue: LabelValue {
    /// Appends the raw value.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { rawValue.write(to: &key) }
}

extension LabelValue {
    /// The value's text, as a child's key has it. Allocates: for registering and collecting.
    var labelText: String {
        var capacity = 64
        while true {
            let text = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer -> String? in
                var writer = LabelKeyWriter(buffer)
                writer.append(textOf: self)
                guard writer.fits else {
                    capacity = max(writer.count, 2 * capacity)
                    return nil
                }
                return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<writer.count]), as: UTF8.self)
            }
            if let text { return text }
        }
    }
}
