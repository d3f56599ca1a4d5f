/// A type whose values can be label values: its text identifies the child.
///
/// Strings, integers and booleans are; an enumeration becomes one by declaring it:
///
/// ```swift
/// enum Cache: String, LabelValue { case hit, miss }
/// ```
///
/// Use it to keep a label's values few: every distinct value is a time series.
public protocol LabelValue: Sendable {
    /// Appends the value's text.
    func write(to key: inout LabelKeyWriter)
}

extension String: LabelValue {
    /// Appends the string's UTF-8; an empty string leaves the label out.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { key.append(self) }
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
}

extension Int: LabelValue {
    /// Appends the decimal digits.
    @inlinable
    public func write(to key: inout LabelKeyWriter) {
        // 20 characters hold every Int; digits come out last first.
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { digits in
            var rest = magnitude
            var start = 20
            repeat {
                start &-= 1
                digits[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if self < 0 {
                start &-= 1
                digits[start] = UInt8(ascii: "-")
            }
            key.append(UnsafeRawBufferPointer(rebasing: digits[start...]))
        }
    }
}

extension LabelValue where Self: RawRepresentable, RawValue: LabelValue {
    /// Appends the raw value.
    @inlinable
    public func write(to key: inout LabelKeyWriter) { rawValue.write(to: &key) }
}
