extension FamilySnapshot {
    /// One child of a family that a collector fills itself.
    public struct Sample: Sendable {
        /// In any order, the same as others of the family or not; those with an empty value are absent.
        public let labels: [Label]
        /// 1 for an info, 0 or 1 for a state.
        public let value: Double
        /// When a counter began at 0; nil where it is not known.
        public let created: UnixTime?
        /// When the value was so; nil means now, which is right for everything that is measured when it is asked for.
        public let timestamp: UnixTime?
        /// One event that stands for others. Counters alone have one.
        public let exemplar: Exemplar?
        /// The value where it was given as a whole number: a double rounds those from 2^53 on.
        let whole: UInt64?

        /// A sample of `value` with `labels`.
        public init(
            _ value: Double, labels: [Label] = [], created: UnixTime? = nil, timestamp: UnixTime? = nil,
            exemplar: Exemplar? = nil
        ) {
            self.value = value
            self.labels = labels
            self.created = created
            self.timestamp = timestamp
            self.exemplar = exemplar
            whole = nil
        }

        /// A sample of a whole number: a counter's total of up to 2^64 - 1 is exposed exactly. Protobuf has doubles
        /// only.
        @_disfavoredOverload
        public init(
            _ value: some BinaryInteger, labels: [Label] = [], created: UnixTime? = nil, timestamp: UnixTime? = nil,
            exemplar: Exemplar? = nil
        ) {
            self.labels = labels
            self.value = Double(value)
            self.created = created
            self.timestamp = timestamp
            self.exemplar = exemplar
            whole = UInt64(exactly: value)
        }
    }

    /// A gauge, counter, info, state set or unknown family from values that a ``Collector`` has at hand. Samples are
    /// put in order of their label values, label after label, as the children of an instrument family are; the labels
    /// in the order in which the samples first name them, whatever the order in a single sample. Of two samples with
    /// the same labels the first stays. A counter's negative or NaN value becomes 0: an exposition with it would be
    /// refused as a whole.
    ///
    /// A state set's samples are its states, each with the state's name in a label named after the family, which comes
    /// last whatever the order in a sample; the value is 1 for a state that holds, else 0 (OpenMetrics 1.0,
    /// "StateSet").
    ///
    /// - Throws: ``RegistrationError`` when a label name is not legal or given twice, the type's children are more than
    ///   one number, an info is not 1, a state is not 0 or 1 or has no name, the states of one set have several
    ///   timestamps or only some infos have one, or an exemplar belongs to no counter or breaks the rules for its
    ///   labels.
    public init(_ descriptor: FamilyDescriptor, samples: [Sample]) throws(RegistrationError) {
        for sample in samples { try sample.check(of: descriptor) }
        let order = try SampleOrder(samples.map(\.labels), of: descriptor)
        let timestamps = order.timestamps(samples.map(\.timestamp))
        if descriptor.type == .stateSet, let timestamps {
            try order.checkStates(timestamps, of: descriptor.name)
        }
        // Parsers take all of a family's infos for one metric, whose samples have a timestamp all or none.
        if descriptor.type == .info, let timestamps, timestamps.contains(nil) {
            throw RegistrationError(
                .value, "\(descriptor.name): some infos have a timestamp and some have none; give it to all or to none")
        }
        guard descriptor.type == .counter else {
            self.init(
                descriptor: descriptor, labels: order.labels,
                values: .gauges(order.positions.map { samples[$0].value }), timestamps: timestamps)
            return
        }
        self.init(
            descriptor: descriptor, labels: order.labels,
            values: .counters(order.positions.map { CounterValue(samples[$0]) }),
            created: order.created(samples.map(\.created)), timestamps: timestamps,
            exemplars: ExemplarColumn(
                order.positions.map { samples[$0].exemplar.map { [(bucket: 0, exemplar: $0)] } ?? [] }))
    }
}

extension FamilySnapshot.Sample {
    /// What makes scrapers refuse a whole page is refused here.
    fileprivate func check(of family: FamilyDescriptor) throws(RegistrationError) {
        switch family.type {
        case .counter, .gauge, .unknown: break
        case .info where value != 1:
            throw RegistrationError(.value, "\(family.name): an info's value is 1, not \(value)")
        case .stateSet where value != 0 && value != 1:
            throw RegistrationError(.value, "\(family.name): a state's value is 0 or 1, not \(value)")
        case .info, .stateSet: break
        case .histogram, .gaugeHistogram, .summary:
            throw RegistrationError(
                .type, "\(family.name): a \(family.type.rawValue)'s children are more than one number each")
        }
        guard let exemplar else { return }
        guard family.type == .counter else {
            throw RegistrationError(
                .type, "\(family.name): a \(family.type.rawValue) has no exemplars, only counters and histograms have")
        }
        try ExemplarRules.check(exemplar, of: family.name)
    }
}

extension CounterValue {
    /// The sample's value with its whole part exact where it has no other; 0 for a negative or NaN one.
    init(_ sample: FamilySnapshot.Sample) {
        let value = sample.value
        if let whole = sample.whole ?? UInt64(exactly: value) {
            self.init(integer: whole)
        } else {
            self.init(integer: 0, fraction: value > 0 ? value : 0)
        }
    }
}
