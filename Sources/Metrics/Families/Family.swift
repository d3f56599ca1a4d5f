/// A metric with labels whose names and value types the compiler knows: a child per combination of values.
///
/// ```swift
/// requests.increment("GET", 200)                  // looks the child up and records
/// let ok = requests.labels("GET", 200)            // a handle to keep: recording through it is cheaper still
/// ok.increment()
/// ```
///
/// A look-up of an existing child takes no lock and allocates nothing. A new child takes the family's lock once. Every
/// child is a time series for as long as the process lives, or until `remove`: keep the values few.
public struct Family<Child: Instrument, each Value: LabelValue>: Sendable {
    @usableFromInline
    let children: ChildSet
    /// The set's own, here to save a load on the way to a child.
    @usableFromInline
    let table: TableWord

    init(children: ChildSet) {
        self.children = children
        table = children.table
    }

    /// A handle to the child with these label values, made if it does not exist.
    public func labels(_ values: repeat each Value) -> Child {
        withKey(repeat each values) { unsafeDowncast(children.child($0), to: Child.self) }
    }

    /// Takes the child with these label values out of the family; false when there is none. Its count is gone: should the
    /// labels come again, they start at 0. Waits for look-ups that are under way.
    @discardableResult
    public func remove(_ values: repeat each Value) -> Bool {
        withKey(repeat each values) { children.remove($0) }
    }

    /// Takes out every child.
    public func removeAll() { children.removeAll() }
}

extension Family where Child == Counter {
    /// Adds 1 to the child with these label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment(_ values: repeat each Value) {
        withChild(repeat each values) { $0.increment() }
    }

    /// Adds `amount` to the child with these label values, made if it does not exist; see ``Counter/increment(by:)``.
    @inlinable @inline(__always)
    public func increment(_ values: repeat each Value, by amount: Int) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }

    /// Adds `amount` to the child with these label values, made if it does not exist; see ``Counter/increment(by:)``.
    @inlinable @inline(__always)
    public func increment(_ values: repeat each Value, by amount: Double) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }
}

extension Family where Child == Gauge {
    /// Adds `amount`, which may be negative, to the child with these label values, made if it does not exist.
    @inlinable @inline(__always)
    public func increment(_ values: repeat each Value, by amount: Double = 1) {
        withChild(repeat each values) { $0.increment(by: amount) }
    }

    /// Makes `number` the value of the child with these label values, made if it does not exist.
    @inlinable @inline(__always)
    public func set(_ values: repeat each Value, to number: Double) {
        withChild(repeat each values) { $0.set(number) }
    }
}

extension Family where Child == Histogram {
    /// Counts `value` in the child with these label values, made if it does not exist.
    @inlinable @inline(__always)
    public func observe(_ values: repeat each Value, value: Double) {
        withChild(repeat each values) { $0.observe(value) }
    }
}
