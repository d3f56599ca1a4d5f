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

    /// A handle to the child with these label values, made if it does not exist.
    @inlinable
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

    /// Runs `body` with the key of `values`, in memory of this call.
    @inlinable @inline(__always)
    func withKey<Result>(_ values: repeat each Value, run body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let (result, needed) = withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
            withKey(in: buffer, repeat each values, run: body)
        }
        if let result { return result }
        // Longer than most: again in memory that is long enough, even for a value that writes more each time.
        var capacity = needed
        while true {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 8)
            defer { buffer.deallocate() }
            let (fitting, needed) = withKey(in: buffer, repeat each values, run: body)
            if let fitting { return fitting }
            capacity = max(needed, 2 * capacity)
        }
    }

    @inlinable @inline(__always)
    func withKey<Result>(
        in buffer: UnsafeMutableRawBufferPointer, _ values: repeat each Value,
        run body: (UnsafeRawBufferPointer) -> Result
    ) -> (Result?, needed: Int) {
        var key = LabelKeyWriter(buffer)
        for value in repeat each values {
            value.write(to: &key)
            key.endValue()
        }
        guard key.count <= buffer.count else { return (nil, key.count) }
        return (body(UnsafeRawBufferPointer(rebasing: buffer[..<key.count])), key.count)
    }
}

extension Family where Child == Counter {
    /// Adds 1 to the child with these label values, made if it does not exist.
    @inlinable
    public func increment(_ values: repeat each Value) {
        withKey(repeat each values) { key in
            children.withChild(key, as: Counter.self) { $0.increment() }
        }
    }

    /// Adds `amount` to the child with these label values, made if it does not exist; see ``Counter/increment(by:)``.
    @inlinable
    public func increment(_ values: repeat each Value, by amount: Int) {
        withKey(repeat each values) { key in
            children.withChild(key, as: Counter.self) { $0.increment(by: amount) }
        }
    }
}

extension Family where Child == Counter {
    /// Adds `amount` to the child with these label values, made if it does not exist; see ``Counter/increment(by:)``.
    @inlinable
    public func increment(_ values: repeat each Value, by amount: Double) {
        withKey(repeat each values) { key in
            children.withChild(key, as: Counter.self) { $0.increment(by: amount) }
        }
    }
}

extension Family where Child == Gauge {
    /// Adds `amount`, which may be negative, to the child with these label values, made if it does not exist.
    @inlinable
    public func increment(_ values: repeat each Value, by amount: Double = 1) {
        withKey(repeat each values) { key in
            children.withChild(key, as: Gauge.self) { $0.increment(by: amount) }
        }
    }

    /// Makes `number` the value of the child with these label values, made if it does not exist.
    @inlinable
    public func set(_ values: repeat each Value, to number: Double) {
        withKey(repeat each values) { key in
            children.withChild(key, as: Gauge.self) { $0.set(number) }
        }
    }
}

extension Family where Child == Histogram {
    /// Counts `value` in the child with these label values, made if it does not exist.
    @inlinable
    public func observe(_ values: repeat each Value, value: Double) {
        withKey(repeat each values) { key in
            children.withChild(key, as: Histogram.self) { $0.observe(value) }
        }
    }
}
