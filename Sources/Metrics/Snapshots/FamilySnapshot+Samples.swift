extension FamilySnapshot {
    /// One child of a family that a collector fills itself.
    public struct Sample: Sendable {
        public let labels: [Label]
        public let value: Double

        /// A sample of `value` with `labels`, in the order in which they shall be exposed.
        public init(_ value: Double, labels: [Label] = []) {
            self.value = value
            self.labels = labels
        }
    }

    /// A gauge, counter, info, state set or unknown family from values that a ``Collector`` has at hand. Samples are put in order of their label
    /// values; of two samples with the same labels the first stays. A counter's negative or NaN value becomes 0: an
    /// exposition with it would be refused as a whole.
    ///
    /// The samples of a family should name their labels in the same order: it is part of their text, and of the order.
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
        var rendered: [(text: [UInt8], value: Double)] = []
        rendered.reserveCapacity(samples.count)
        for sample in samples {
            var text: [UInt8] = []
            var isFirst = true
            try NameRules.checkLabels(
                sample.labels.map(\.name), of: descriptor.name, type: descriptor.type,
                scheme: descriptor.nameScheme)
            for label in sample.labels {
                LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &text)
            }
            rendered.append((text, sample.value))
        }
        // Ties keep their order, so "the first stays" does not depend on the sort.
        let order = rendered.indices.sorted { lhs, rhs in
            let (left, right) = (rendered[lhs].text, rendered[rhs].text)
            return left == right ? lhs < rhs : left.lexicographicallyPrecedes(right)
        }
        var text: [UInt8] = []
        var ends: [Int] = []
        var values: [Double] = []
        var previous: [UInt8]?
        for index in order where rendered[index].text != previous {
            previous = rendered[index].text
            text += rendered[index].text
            ends.append(text.count)
            values.append(rendered[index].value)
        }
        let column: Values =
            if descriptor.type == .counter {
                .counters(values.map { CounterValue($0) })
            } else {
                .gauges(values)
            }
        self.init(descriptor: descriptor, labels: LabelColumn(text: text, ends: ends), values: column)
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
