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
