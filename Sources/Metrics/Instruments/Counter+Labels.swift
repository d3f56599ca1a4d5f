/// Recording by label values. Calls with up to three are compiled for the types of the values; those with more go the
/// same way through a key in memory.
extension LabelledFamily where Child == Counter {
    /// Adds 1 to the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue>(_ first: First) where Values == First {
        withChild(first) { $0.increment() }
    }

    /// Adds `amount` to the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue>(_ first: First, by amount: Int) where Values == First {
        withChild(first) { $0.increment(by: amount) }
    }

    /// Adds `amount` to the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue>(_ first: First, by amount: Double) where Values == First {
        withChild(first) { $0.increment(by: amount) }
    }

    /// Adds 1 to the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second
    ) where Values == (First, Second) {
        withChild(first, second) { $0.increment() }
    }

    /// Adds `amount` to the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, by amount: Int
    ) where Values == (First, Second) {
        withChild(first, second) { $0.increment(by: amount) }
    }

    /// Adds `amount` to the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, by amount: Double
    ) where Values == (First, Second) {
        withChild(first, second) { $0.increment(by: amount) }
    }

    /// Adds 1 to the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.increment() }
    }

    /// Adds `amount` to the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, by amount: Int
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.increment(by: amount) }
    }

    /// Adds `amount` to the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, by amount: Double
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.increment(by: amount) }
    }
}

// For any number of labels. Disfavoured, so that a look-up by up to three is the faster one above.
extension Family where Child == Counter {
    /// Adds 1 to the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func increment(_ values: repeat each Value) {
        withChild(repeat each values) { $0.increment() }
    }

    /// Adds `amount` to the child with these label values, made if it does not exist; see
    /// ``Counter/increment(by:)-(Int)``.
    @inlinable @_disfavoredOverload
    public func increment(_ values: repeat each Value, by amount: Int) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }

    /// Adds `amount` to the child with these label values, made if it does not exist; see
    /// ``Counter/increment(by:)-(Double)``.
    @inlinable @_disfavoredOverload
    public func increment(_ values: repeat each Value, by amount: Double) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }
}
