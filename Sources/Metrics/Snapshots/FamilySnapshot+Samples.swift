extension FamilySnapshot {
    /// One child of a family that a collector fills itself.
    public struct Sample: Sendable {
        public let labels: [Label]
        public let value: Double
        /// When a counter began at 0; nil where it is not known.
        public let created: UnixTime?

        /// A sample of `value` with `labels`.
        public init(_ value: Double, labels: [Label] = [], created: UnixTime? = nil) {
            self.value = value
            self.labels = labels
            self.created = created
        }
    }

    /// A gauge, counter, info, state set or unknown family from values that a ``Collector`` has at hand. Samples are put
    /// in order of their label values, label after label, as the children of an instrument family are; the labels in the
    /// order in which the samples first name them, whatever the order in a single sample. Of two samples with the same
    /// labels the first stays. A counter's negative or NaN value becomes 0: an exposition with it would be refused as a
    /// whole.
    ///
    /// - Throws: ``RegistrationError`` when a label name is not legal or given twice, or the type's children are more
    ///   than one number.
    public init(_ descriptor: FamilyDescriptor, samples: [Sample]) throws(RegistrationError) {
        switch descriptor.type {
        case .counter, .gauge, .info, .stateSet, .unknown: break
        case .histogram, .gaugeHistogram, .summary:
            throw RegistrationError(
                .type, "\(descriptor.name): a \(descriptor.type.rawValue)'s children are more than one number each")
        }
        let order = try SampleOrder(samples.map(\.labels), of: descriptor)
        guard descriptor.type == .counter else {
            self.init(
                descriptor: descriptor, labels: order.labels, values: .gauges(order.positions.map { samples[$0].value })
            )
            return
        }
        self.init(
            descriptor: descriptor, labels: order.labels,
            values: .counters(order.positions.map { CounterValue(samples[$0].value) }),
            created: order.created(samples.map(\.created)))
    }
}

extension CounterValue {
    /// `value` with its whole part exact where it has no other; 0 for a negative or NaN one.
    init(_ value: Double) {
        if let whole = UInt64(exactly: value) {
            self.init(integer: whole)
        } else {
            self.init(integer: 0, fraction: value > 0 ? value : 0)
        }
    }
}
