// Integers of every width write as `Int` does. Each says so itself: were the fast text of a look-up an extension's of
// all integers, it would take the place of what a type of users that is one writes.

extension Int8: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension Int16: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension Int32: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension Int64: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension UInt: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension UInt8: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension UInt16: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension UInt32: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension UInt64: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(UInt64(magnitude), isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Digits(Int(truncatingIfNeeded: self))?.bytes ?? space.writtenInMemory(by: self)
    }
}

extension LabelKeyWriter {
    /// Appends the decimal digits of a number.
    @inlinable
    mutating func appendDigits(_ magnitude: UInt64, isNegative: Bool) {
        // 20 characters hold every UInt64, and every Int64 with its sign; digits come out last first.
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var rest = magnitude
            var start = 20
            repeat {
                start &-= 1
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if isNegative {
                start &-= 1
                digits[start] = UInt8(ascii: "-")
            }
            append(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }
}

// Integers of 128 bits write as those that fit a register do; fewer systems have them.

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Int128: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(magnitude, isNegative: self < 0) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Int(exactly: self).flatMap { Digits($0)?.bytes } ?? space.written(by: self)
    }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension UInt128: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.appendDigits(self, isNegative: false) }

    /// The decimal digits, computed in registers when they are eight or fewer.
    @inlinable @inline(__always)
    public func _bytes(in space: inout _ValueSpace) -> _ValueBytes {
        Int(exactly: self).flatMap { Digits($0)?.bytes } ?? space.written(by: self)
    }
}

extension LabelKeyWriter {
    /// Appends the decimal digits of a number.
    @available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
    @inlinable
    mutating func appendDigits(_ magnitude: UInt128, isNegative: Bool) {
        // The most digits that a UInt64 holds whatever they are.
        let unit: UInt64 = 10_000_000_000_000_000_000
        // 39 characters hold every UInt128, and one more the sign; digits come out last first.
        withUnsafeTemporaryAllocation(byteCount: 40, alignment: 1) { digits in
            var rest = magnitude
            var start = 40
            repeat {
                let (above, piece) = rest.quotientAndRemainder(dividingBy: UInt128(unit))
                var low = UInt64(truncatingIfNeeded: piece)
                let end = above > 0 ? start &- 19 : 0
                repeat {
                    start &-= 1
                    digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: low % 10)
                    low /= 10
                } while above > 0 ? start > end : low > 0
                rest = above
            } while rest > 0
            if isNegative {
                start &-= 1
                digits[start] = UInt8(ascii: "-")
            }
            append(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }
}
