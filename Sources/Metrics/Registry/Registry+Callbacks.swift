extension Registry {
    /// Registers a gauge whose value `reading` is asked for: a queue's length, the free space of a disk.
    ///
    /// ```swift
    /// try registry.gauge("queue_length", help: "Jobs waiting.") { queue.count }
    /// ```
    ///
    /// - Parameter reading: Called once for each collection that wants the family, on the scraping thread, with no lock
    ///   of Nines held: it may record and may take locks of its own, but should not block for long. If it collects this
    ///   registry, it gets the instruments without callbacks and collectors, which is counted in
    ///   `nines_metrics_dropped_total{reason="reentrant"}`. Nil leaves the metric out this time. What only asynchronous
    ///   code can tell belongs in a gauge that such code sets whenever it knows.
    /// - Returns: What takes the callback out again. Where the same name was registered with a callback before, that
    ///   one stays and is asked: two functions cannot be compared.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult
    public func gauge(
        _ name: String, help: String, unit: String? = nil, reading: @escaping @Sendable () -> Double?
    ) throws(RegistrationError) -> Registration {
        try callback(name, .gauge, help, unit) { reading().map { FamilySnapshot.Sample($0) } }
    }

    /// Registers a gauge whose value is a whole number, such as a length; see
    /// ``gauge(_:help:unit:reading:)-(_,_,_,()->Double?)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult @_disfavoredOverload
    public func gauge(
        _ name: String, help: String, unit: String? = nil, reading: @escaping @Sendable () -> Int?
    ) throws(RegistrationError) -> Registration {
        try callback(name, .gauge, help, unit) { reading().map { FamilySnapshot.Sample($0) } }
    }

    /// Registers a gauge with labels whose values `reading` sets, for all children anew each time; see
    /// ``gauge(_:help:unit:reading:)-(_,_,_,()->Double?)`` for what it may do.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult
    public func gauge<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, labels: repeat LabelName<each Value>,
        reading: @escaping @Sendable (inout Readings<repeat each Value>) -> Void
    ) throws(RegistrationError) -> Registration {
        try callback(name, .gauge, help, unit, labelNames(repeat each labels), reading)
    }

    /// Registers a counter whose total `reading` is asked for: what another library or the system counts already. That
    /// it never falls, except to 0, is the caller's promise; a negative or NaN total is exposed as 0. See
    /// ``gauge(_:help:unit:reading:)-(_,_,_,()->Double?)`` for what `reading` may do.
    ///
    /// - Parameter name: Ends in `_total`.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult
    public func counter(
        _ name: String, help: String, unit: String? = nil, reading: @escaping @Sendable () -> Double?
    ) throws(RegistrationError) -> Registration {
        try callback(name, .counter, help, unit) { reading().map { FamilySnapshot.Sample($0) } }
    }

    /// Registers a counter whose total is a whole number, which is exposed exactly, however large it is; see
    /// ``counter(_:help:unit:reading:)-(_,_,_,()->Double?)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult @_disfavoredOverload
    public func counter(
        _ name: String, help: String, unit: String? = nil, reading: @escaping @Sendable () -> Int?
    ) throws(RegistrationError) -> Registration {
        try callback(name, .counter, help, unit) { reading().map { FamilySnapshot.Sample($0) } }
    }

    /// Registers a counter whose total is a whole number without a sign, exposed exactly too; see
    /// ``counter(_:help:unit:reading:)-(_,_,_,()->Double?)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult @_disfavoredOverload
    public func counter(
        _ name: String, help: String, unit: String? = nil, reading: @escaping @Sendable () -> UInt64?
    ) throws(RegistrationError) -> Registration {
        try callback(name, .counter, help, unit) { reading().map { FamilySnapshot.Sample($0) } }
    }

    /// Registers a counter with labels whose totals `reading` sets, for all children anew each time; see
    /// ``counter(_:help:unit:reading:)-(_,_,_,()->Double?)``.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    @discardableResult
    public func counter<each Value: LabelValue>(
        _ name: String, help: String, unit: String? = nil, labels: repeat LabelName<each Value>,
        reading: @escaping @Sendable (inout Readings<repeat each Value>) -> Void
    ) throws(RegistrationError) -> Registration {
        try callback(name, .counter, help, unit, labelNames(repeat each labels), reading)
    }

    private func callback(
        _ name: String, _ type: MetricType, _ help: String, _ unit: String?,
        _ reading: @escaping @Sendable () -> FamilySnapshot.Sample?
    ) throws(RegistrationError) -> Registration {
        let descriptor = try FamilyDescriptor(name, type: type, help: help, unit: unit, nameScheme: nameScheme)
        return try register(
            Callback(descriptor: descriptor, labelNames: []) { reading().map { [$0] } ?? [] })
    }

    private func callback<each Value: LabelValue>(
        _ name: String, _ type: MetricType, _ help: String, _ unit: String?, _ labelNames: [String],
        _ reading: @escaping @Sendable (inout Readings<repeat each Value>) -> Void
    ) throws(RegistrationError) -> Registration {
        let descriptor = try FamilyDescriptor(name, type: type, help: help, unit: unit, nameScheme: nameScheme)
        try NameRules.checkLabels(labelNames, of: name, type: type, scheme: nameScheme)
        return try register(
            Callback(descriptor: descriptor, labelNames: labelNames) {
                var readings = Readings<repeat each Value>(labelNames: labelNames)
                reading(&readings)
                return readings.latestFirst
            })
    }
}

/// A family of which each collection asks its owner for the numbers.
struct Callback: Collector {
    let descriptor: FamilyDescriptor
    let labelNames: [String]
    let samples: @Sendable () -> [FamilySnapshot.Sample]

    var families: [FamilyDescriptor] { [descriptor] }

    func collect() -> [FamilySnapshot] {
        // Never nil: the label names were checked at registration, and the types that callbacks have take samples.
        (try? FamilySnapshot(descriptor, samples: samples())).map { [$0] } ?? []
    }
}

/// What a labelled callback fills: a number for each combination of label values that exists now.
///
/// ```swift
/// try registry.gauge("pool_connections", help: "Open.", labels: LabelName("pool")) { readings in
///     for pool in pools { readings.set(pool.name, to: pool.count) }
/// }
/// ```
public struct Readings<each Value: LabelValue> {
    private let labelNames: [String]
    private var samples: [FamilySnapshot.Sample] = []

    init(labelNames: [String]) {
        self.labelNames = labelNames
    }

    /// Exposes `number` with these label values; set twice, the later number. A counter's negative or NaN number is
    /// exposed as 0.
    public mutating func set(_ values: repeat each Value, to number: Double) {
        samples.append(FamilySnapshot.Sample(number, labels: labels(repeat each values)))
    }

    /// Exposes `number` with these label values; set twice, the later number. A counter's exactly, however large it is.
    public mutating func set(_ values: repeat each Value, to number: Int) {
        samples.append(FamilySnapshot.Sample(number, labels: labels(repeat each values)))
    }

    /// Exposes `number` with these label values; set twice, the later number. A counter's exactly, however large it is.
    public mutating func set(_ values: repeat each Value, to number: UInt64) {
        samples.append(FamilySnapshot.Sample(number, labels: labels(repeat each values)))
    }

    private func labels(_ values: repeat each Value) -> [Label] {
        var labels: [Label] = []
        labels.reserveCapacity(labelNames.count)
        for value in repeat each values { labels.append(Label(labelNames[labels.count], value.labelText)) }
        return labels
    }

    /// The latest first: of samples with the same labels a snapshot takes the first.
    var latestFirst: [FamilySnapshot.Sample] { samples.reversed() }
}
