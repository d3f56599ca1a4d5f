/// Memory of one look-up, for the text of values that do not have it in memory, such as raw values and large integers.
/// Without memory it takes short texts only.
public struct _ValueSpace {
    @usableFromInline
    static var size: Int { 256 }

    @usableFromInline
    var rest: UnsafeMutableRawBufferPointer
    /// Whether there was too much text: then what was returned for it means nothing.
    @usableFromInline
    var isExceeded = false
    @usableFromInline
    let knowsSmallStrings: Bool
    /// Those of the label whose value comes next.
    @usableFromInline
    var cases: CaseTable?

    /// No memory: a long text that is not in memory itself exceeds it.
    @inlinable @inline(__always)
    init(knowsSmallStrings: Bool) {
        rest = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        self.knowsSmallStrings = knowsSmallStrings
    }

    @inlinable @inline(__always)
    init(_ memory: UnsafeMutableRawBufferPointer, knowsSmallStrings: Bool) {
        rest = memory
        self.knowsSmallStrings = knowsSmallStrings
    }

    /// What `value` writes: a short text in the result itself, a long one in this space.
    ///
    /// Not inlined, and compiled for each type: what the compiler retains around the call of `write` would be in the
    /// caller.
    @inlinable @inline(never)
    mutating func written<Value: LabelValue>(by value: Value) -> _ValueBytes {
        let owner = UserCall.owner(Value.self)
        guard !UserCall.isUnderWay(.labelText, of: owner) else {
            // A text that needs itself is empty.
            DroppedRecords.reentrant.count()
            return _ValueBytes(low: 0, high: 0)
        }
        let bytes = UserCall.run(.labelText, of: owner) {
            rest.baseAddress == nil ? short(value) : copied(from: value)
        }
        if MemoryLayout<Value>.size == 1, !isExceeded {
            cases?.keep(bytes, of: unsafeBitCast(value, to: UInt8.self), Value.self)
        }
        return bytes
    }

    /// The same where there is memory; without it this is exceeded. For values that mostly need neither: of this
    /// nothing but a flag is left in a look-up without memory, and the space stays in registers.
    @inlinable @inline(__always)
    mutating func writtenInMemory(by value: some LabelValue) -> _ValueBytes {
        guard rest.baseAddress != nil else {
            isExceeded = true
            return _ValueBytes(low: 0, high: 0)
        }
        return written(by: value)
    }

    /// What `value` writes where it fits in the result; else this is exceeded.
    @inlinable @inline(__always)
    mutating func short(_ value: some LabelValue) -> _ValueBytes {
        withUnsafeTemporaryAllocation(byteCount: _ValueBytes.mostShort, alignment: 8) { memory in
            var writer = LabelKeyWriter(memory)
            value.write(to: &writer)
            guard writer.fits else {
                isExceeded = true
                return _ValueBytes(low: 0, high: 0)
            }
            return _ValueBytes(copying: UnsafeRawBufferPointer(rebasing: memory[..<writer.count]))
        }
    }

    @inlinable @inline(__always)
    mutating func copied(from value: some LabelValue) -> _ValueBytes {
        var writer = LabelKeyWriter(rest)
        value.write(to: &writer)
        return take(writer.count)
    }

    @usableFromInline
    mutating func take(_ count: Int) -> _ValueBytes {
        guard count <= rest.count else {
            isExceeded = true
            return _ValueBytes(low: 0, high: 0)
        }
        let bytes = _ValueBytes(copying: UnsafeRawBufferPointer(rebasing: rest[..<count]))
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        return bytes
    }

    /// The bytes of a string that is not small.
    ///
    /// They are in storage that the string owns and that does not move: whoever keeps `value` keeps them. A string that
    /// has no UTF-8 in memory, as some of Objective-C, or few bytes in large storage writes them into this space.
    @inlinable @inline(__always)
    mutating func bytes(ofLarge value: String) -> _ValueBytes {
        let contiguous = value.utf8.withContiguousStorageIfAvailable { utf8 in
            utf8.count >= 16
                ? utf8.baseAddress.map { _ValueBytes(address: UnsafeRawPointer($0), count: utf8.count) } : nil
        }
        if let contiguous, let bytes = contiguous { return bytes }
        return writtenInMemory(by: value)
    }
}
