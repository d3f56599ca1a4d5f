/// A ``Family`` as seen by code that is written for a number of labels; nothing else conforms.
public protocol LabelledFamily<Child, Values>: Sendable {
    associatedtype Child: Instrument
    /// The types of the label values: of one label the type itself, of more a tuple.
    associatedtype Values

    /// Where look-ups start.
    var _lookUp: _FamilyLookUp { get }
}

extension LabelledFamily {
    /// Runs `body` with the child with this label value, made if it does not exist, without retaining it: what every
    /// kind of instrument records through. `body` must only record.
    @inlinable @inline(__always)
    func withChild<First: LabelValue>(_ first: First, run body: (Child) -> Void) where Values == First {
        _lookUp.record(first, true, true, count: 1) {
            Unmanaged<Child>.fromOpaque($0.toOpaque())._withUnsafeGuaranteedRef(body)
        }
    }

    /// As for one label value.
    @inlinable @inline(__always)
    func withChild<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, run body: (Child) -> Void
    ) where Values == (First, Second) {
        _lookUp.record(first, second, true, count: 2) {
            Unmanaged<Child>.fromOpaque($0.toOpaque())._withUnsafeGuaranteedRef(body)
        }
    }

    /// As for one label value.
    @inlinable @inline(__always)
    func withChild<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, run body: (Child) -> Void
    ) where Values == (First, Second, Third) {
        _lookUp.record(first, second, third, count: 3) {
            Unmanaged<Child>.fromOpaque($0.toOpaque())._withUnsafeGuaranteedRef(body)
        }
    }

    /// As for one label value, for any number of them, through a key in memory: a few times as long.
    @inlinable
    func withChild<each Value: LabelValue>(
        _ values: repeat each Value, run body: (Child) -> Void
    ) where Values == (repeat each Value) {
        _lookUp.withChild(repeat each values, run: body)
    }
}
