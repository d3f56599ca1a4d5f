/// Recording by label values. Calls with up to three are compiled for the types of the values; those with more go the
/// same way through a key in memory.
extension LabelledFamily where Child: DurationObserver {
    /// Counts `value` in the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func observe<First: LabelValue>(_ first: First, value: Double) where Values == First {
        withChild(first) { $0.observe(value) }
    }

    /// Observes `duration`, in seconds, in the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func observe<First: LabelValue>(_ first: First, duration: Duration) where Values == First {
        withChild(first) { $0.observe(duration) }
    }

    /// Counts `value` in the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func observe<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, value: Double
    ) where Values == (First, Second) {
        withChild(first, second) { $0.observe(value) }
    }

    /// Observes `duration`, in seconds, in the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func observe<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, duration: Duration
    ) where Values == (First, Second) {
        withChild(first, second) { $0.observe(duration) }
    }

    /// Counts `value` in the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func observe<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, value: Double
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.observe(value) }
    }

    /// Observes `duration`, in seconds, in the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func observe<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, duration: Duration
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.observe(duration) }
    }
}

// For any number of labels. Disfavoured, so that a look-up by up to three is the faster one above.
extension Family where Child: DurationObserver {
    /// Counts `value` in the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func observe(_ values: repeat each Value, value: Double) {
        withChild(repeat each values) { $0.observe(value) }
    }

    /// Observes `duration`, in seconds, in the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func observe(_ values: repeat each Value, duration: Duration) {
        withChild(repeat each values) { $0.observe(duration) }
    }
}
