/// Recording by label values. Calls with up to three are compiled for the types of the values; those with more go the
/// same way through a key in memory.
extension LabelledFamily where Child == Gauge {
    /// Adds `amount`, which may be negative, to the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue>(
        _ first: First, by amount: Double = 1
    ) where Values == First {
        withChild(first) { $0.increment(by: amount) }
    }

    /// Adds `amount`, which may be negative, to the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue>(
        _ first: First, by amount: Int
    ) where Values == First {
        withChild(first) { $0.increment(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func decrement<First: LabelValue>(
        _ first: First, by amount: Double = 1
    ) where Values == First {
        withChild(first) { $0.decrement(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func decrement<First: LabelValue>(
        _ first: First, by amount: Int
    ) where Values == First {
        withChild(first) { $0.decrement(by: amount) }
    }

    /// Makes `number` the value of the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func set<First: LabelValue>(
        _ first: First, to number: Double
    ) where Values == First {
        withChild(first) { $0.set(number) }
    }

    /// Makes `number` the value of the child with this label value, made if it does not exist.
    @inlinable @inline(__always)
    public func set<First: LabelValue>(
        _ first: First, to number: Int
    ) where Values == First {
        withChild(first) { $0.set(number) }
    }

    /// Adds `amount`, which may be negative, to the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, by amount: Double = 1
    ) where Values == (First, Second) {
        withChild(first, second) { $0.increment(by: amount) }
    }

    /// Adds `amount`, which may be negative, to the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, by amount: Int
    ) where Values == (First, Second) {
        withChild(first, second) { $0.increment(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with these two label values, made if it does not
    /// exist.
    @inlinable @inline(__always)
    public func decrement<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, by amount: Double = 1
    ) where Values == (First, Second) {
        withChild(first, second) { $0.decrement(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with these two label values, made if it does not
    /// exist.
    @inlinable @inline(__always)
    public func decrement<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, by amount: Int
    ) where Values == (First, Second) {
        withChild(first, second) { $0.decrement(by: amount) }
    }

    /// Makes `number` the value of the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func set<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, to number: Double
    ) where Values == (First, Second) {
        withChild(first, second) { $0.set(number) }
    }

    /// Makes `number` the value of the child with these two label values, made if it does not exist.
    @inlinable @inline(__always)
    public func set<First: LabelValue, Second: LabelValue>(
        _ first: First, _ second: Second, to number: Int
    ) where Values == (First, Second) {
        withChild(first, second) { $0.set(number) }
    }

    /// Adds `amount`, which may be negative, to the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, by amount: Double = 1
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.increment(by: amount) }
    }

    /// Adds `amount`, which may be negative, to the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, by amount: Int
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.increment(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with these three label values, made if it does not
    /// exist.
    @inlinable @inline(__always)
    public func decrement<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, by amount: Double = 1
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.decrement(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with these three label values, made if it does not
    /// exist.
    @inlinable @inline(__always)
    public func decrement<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, by amount: Int
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.decrement(by: amount) }
    }

    /// Makes `number` the value of the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func set<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, to number: Double
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.set(number) }
    }

    /// Makes `number` the value of the child with these three label values, made if it does not exist.
    @inlinable @inline(__always)
    public func set<First: LabelValue, Second: LabelValue, Third: LabelValue>(
        _ first: First, _ second: Second, _ third: Third, to number: Int
    ) where Values == (First, Second, Third) {
        withChild(first, second, third) { $0.set(number) }
    }
}

// For any number of labels. Disfavoured, so that a look-up by up to three is the faster one above.
extension Family where Child == Gauge {
    /// Adds `amount`, which may be negative, to the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func increment(_ values: repeat each Value, by amount: Double = 1) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }

    /// Adds `amount`, which may be negative, to the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func increment(_ values: repeat each Value, by amount: Int) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func decrement(_ values: repeat each Value, by amount: Double = 1) {
        withChild(repeat each values) { $0.decrement(by: amount) }
    }

    /// Subtracts `amount`, which may be negative, from the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func decrement(_ values: repeat each Value, by amount: Int) {
        withChild(repeat each values) { $0.decrement(by: amount) }
    }

    /// Makes `number` the value of the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func set(_ values: repeat each Value, to number: Double) {
        withChild(repeat each values) { $0.set(number) }
    }

    /// Makes `number` the value of the child with these label values, made if it does not exist.
    @inlinable @_disfavoredOverload
    public func set(_ values: repeat each Value, to number: Int) {
        withChild(repeat each values) { $0.set(number) }
    }
}
