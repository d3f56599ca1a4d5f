public import NinesMetrics

extension FamilySnapshot {
    /// A family of a page that was read, to be exposed again: what a proxy does that reads other services' pages,
    /// changes their labels and offers them as a source.
    ///
    /// ```swift
    /// let page = ParsedPage(collectingErrorsIn: bytes, format: .openMetrics)
    /// let families = page.families.compactMap { try? FamilySnapshot($0, format: .openMetrics) }
    /// var conflicts: [RegistrationError] = []
    /// let snapshot = Snapshot(keepingFirst: families, conflicts: &conflicts)
    /// let upstream = try SnapshotSource { snapshot }.view(labels: ["cluster": "eu"])
    /// ```
    ///
    /// Timestamps, exemplars and the times when counts began are kept; exemplars that are too long or have labels with
    /// names that are not legal are left out. A counter whose name does not end in `_total`,
    /// as the text formats allow, becomes a family of unknown type, and a unit that the name does not end in is left
    /// out. A histogram's sum that the page leaves out is NaN, and so is a summary's estimate of a quantile that only
    /// other children have. Of several points of one metric the first stays. Counts are those of the nearest double,
    /// but for native histograms. These keep classic buckets only where all of the family have the same.
    ///
    /// - Parameter format: What the page was read in.
    /// - Throws: ``RegistrationError`` when the family cannot be exposed: no samples' values or names that no page may
    ///   have, children with different buckets, buckets that do not accumulate, native histograms beside
    ///   others or with a schema, a zero threshold or counts that cannot be, values in braces without a type.
    public init(_ family: ParsedFamily, format: PageFormat) throws(RegistrationError) {
        let descriptor = try FamilyDescriptor(family, format: format)
        switch descriptor.type {
        case .counter, .gauge, .info, .stateSet, .unknown: try self.init(numbers: family, descriptor)
        case .histogram, .gaugeHistogram: try self.init(histograms: family, descriptor)
        case .summary: try self.init(summaries: family, descriptor)
        }
    }

    private init(numbers family: ParsedFamily, _ descriptor: FamilyDescriptor) throws(RegistrationError) {
        let isCounter = descriptor.type == .counter
        // A lenient reader takes a counter with `_total` in the name of its family.
        let created = isCounter ? ["\(descriptor.baseName)_created", "\(family.name)_created"] : []
        func isCreated(_ sample: ParsedSample) -> Bool { created.contains { sample.name.hasSameBytes(as: $0) } }
        let samples = family.samples.filter { !isCreated($0) }
        // Values in braces may be in a family that no line gives a type; there is no kind for all it may hold.
        guard isCounter || descriptor.type == .info || samples.allSatisfy({ $0.name.hasSameBytes(as: family.name) })
        else {
            throw RegistrationError(.type, "\(family.name): values in braces, but no type")
        }
        var times: [Set<Label>: UnixTime] = [:]
        if isCounter {
            for sample in family.samples where isCreated(sample) {
                times[sample.key] = times[sample.key] ?? UnixTime(seconds: sample.value)
            }
        }
        try self.init(
            descriptor,
            samples: samples.map { sample in
                Sample(
                    sample.value, labels: sample.labels, created: times[sample.key],
                    timestamp: sample.timestamp.flatMap { UnixTime(seconds: $0) },
                    exemplar: isCounter ? sample.exemplar.flatMap { $0.isLegal ? $0 : nil } : nil)
            })
    }

    private init(histograms family: ParsedFamily, _ descriptor: FamilyDescriptor) throws(RegistrationError) {
        let children = ParsedChild.children(of: family, special: "le")
        guard family.nativeHistograms.isEmpty else {
            try self.init(natives: family, descriptor, children)
            return
        }
        let bounds = children.first?.bounds ?? []
        var histograms: [HistogramSample] = []
        for child in children {
            histograms.append(try child.histogram(bounds, of: descriptor.name))
        }
        try self.init(descriptor, upperBounds: bounds, histograms: histograms)
    }

    /// With classic buckets where all children have the same.
    private init(
        natives family: ParsedFamily, _ descriptor: FamilyDescriptor, _ children: [ParsedChild]
    ) throws(RegistrationError) {
        guard children.count <= family.nativeHistograms.count else {
            throw RegistrationError(.type, "\(descriptor.name): some children are native histograms and some are not")
        }
        for native in family.nativeHistograms {
            guard let problem = CompositeReading.problem(native: native.histogram) else { continue }
            throw RegistrationError(.buckets, "\(descriptor.name): \(problem)")
        }
        let natives = try FamilySnapshot(
            descriptor,
            nativeHistograms: family.nativeHistograms.map {
                NativeHistogramSample(
                    $0.histogram, labels: $0.labels, created: $0.created, timestamp: $0.timestamp,
                    exemplars: $0.exemplars.filter(\.isLegal))
            })
        let bounds = children.first?.bounds ?? []
        let hasBuckets = children.contains { !$0.pairs.isEmpty }
        guard hasBuckets, children.allSatisfy({ $0.bounds == bounds }) else {
            self = natives
            return
        }
        var histograms: [HistogramSample] = []
        for child in children { histograms.append(try child.histogram(bounds, of: descriptor.name)) }
        let classic = try FamilySnapshot(descriptor, upperBounds: bounds, histograms: histograms)
        guard case .histograms(let column) = classic.values, case .nativeHistograms(let own) = natives.values,
            classic.count == natives.count
        else {
            throw RegistrationError(.type, "\(descriptor.name): some children are native histograms and some are not")
        }
        let entries = ((natives.exemplars?.entries ?? []) + (classic.exemplars?.entries ?? [])).enumerated().sorted {
            ($0.element.child, $0.element.bucket, $0.offset) < ($1.element.child, $1.element.bucket, $1.offset)
        }
        self.init(
            descriptor: descriptor, labels: natives.labels,
            values: .nativeHistograms(NativeHistogramColumn(histograms: own.histograms, classic: column)),
            createdTimes: natives.createdTimes, timestamps: natives.timestamps,
            exemplars: entries.isEmpty ? nil : ExemplarColumn(entries: entries.map(\.element)))
    }

    private init(summaries family: ParsedFamily, _ descriptor: FamilyDescriptor) throws(RegistrationError) {
        let children = ParsedChild.children(of: family, special: "quantile")
        let quantiles = Set(children.flatMap { $0.pairs.map(\.bound) }).sorted()
        try self.init(
            descriptor, quantiles: quantiles,
            summaries: children.map { child in
                SummarySample(
                    estimates: child.estimates(of: quantiles), count: UInt64(nearest: child.count ?? 0),
                    sum: child.sum ?? .nan, labels: child.labels, created: child.created, timestamp: child.timestamp)
            })
    }
}

extension FamilyDescriptor {
    /// As a registry has it: with a counter's `_total` and an info's `_info`.
    fileprivate init(_ family: ParsedFamily, format: PageFormat) throws(RegistrationError) {
        let (parsed, help) = (family.type, family.help ?? "")
        let suffix = parsed == .counter ? "_total" : parsed == .info ? "_info" : ""
        // Lenient readers take families that are named as their samples. Yet `a_total` may be of `a_total_total`.
        let isWhole =
            format != .openMetrics
            || family.name.hasByteSuffix(suffix)
                && !family.samples.contains { $0.name.hasSameBytes(as: family.name + suffix) }
        let name = isWhole ? family.name : family.name + suffix
        let type = name.hasByteSuffix(suffix) ? parsed : .unknown
        let scheme: NameScheme = format == .text ? .legacy : .utf8
        let unit = family.unit.flatMap { $0.isEmpty ? nil : $0 }
        do throws(RegistrationError) {
            try self.init(name, type: type, help: help, unit: unit, nameScheme: scheme)
        } catch {
            guard unit != nil else { throw error }
            try self.init(name, type: type, help: help, nameScheme: scheme)
        }
    }
}

extension Exemplar {
    /// Whether a page may have it: others cost their family nothing but themselves.
    var isLegal: Bool { ExemplarRules.admit(labels) }
}

extension ParsedSample {
    /// Its labels whatever their order.
    fileprivate var key: Set<Label> { Set(labels.filter { !$0.value.isEmpty }) }
}

extension UInt64 {
    /// The nearest whole number that there is.
    init(nearest value: Double) { self = UInt64(exactly: value.rounded()) ?? (value > 0 ? .max : 0) }
}
