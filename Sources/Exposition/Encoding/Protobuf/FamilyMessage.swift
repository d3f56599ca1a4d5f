import NinesMetrics

/// A family as an `io.prometheus.client.MetricFamily` after its length, and how far it is written.
struct FamilyMessage {
    private let family: FamilySnapshot
    private var exemplars: ChildExemplars
    private var child = 0
    /// The bytes of the largest metric.
    private var longest = 0

    /// Appends the length and what comes before the metrics. Walks the whole family once, for its size.
    init(_ family: FamilySnapshot, to bytes: inout [UInt8]) {
        self.family = family
        exemplars = ChildExemplars(family.exemplars)
        var size = WireSize()
        appendMetadata(to: &size)
        appendUnit(to: &size)
        var metrics = MetricsSize()
        var measured = self
        measured.write(to: &metrics)
        longest = metrics.longest
        bytes.append(varint: UInt64(size.count + metrics.size.count))
        appendMetadata(to: &bytes)
    }

    private func appendMetadata(to sink: inout some WireSink) {
        let descriptor = family.descriptor
        sink.field(1, descriptor.name)
        if !descriptor.help.isEmpty { sink.field(2, descriptor.help) }
        sink.field(3, descriptor.type.wireNumber)
    }

    private func appendUnit(to sink: inout some WireSink) {
        if let unit = family.descriptor.unit, !unit.isEmpty { sink.field(5, unit) }
    }

    /// Appends whole metrics until `chunk` has `limit` bytes or more, or the family ends.
    ///
    /// - Returns: whether the family has ended.
    mutating func fill(_ chunk: inout [UInt8], limit: Int) -> Bool {
        var page = MetricsPage(bytes: [], limit: limit, longest: longest)
        // Lent to the page for as long as it is written to, not copied.
        swap(&page.bytes, &chunk)
        write(to: &page)
        swap(&page.bytes, &chunk)
        guard child == family.count else { return false }
        appendUnit(to: &chunk)
        return true
    }

    /// Writes metrics, a child's at a time, until the output has enough or the family ends.
    private mutating func write(to output: inout some MetricsOutput) {
        let created = family.startTimes
        switch (family.values, family.descriptor.type) {
        case (.counters(let values), _):
            forEachChild(&output) { child, exemplars, metric in
                metric.field(3) { counter in
                    counter.field(1, values[child].total)
                    if let exemplar = exemplars.first { counter.append(exemplar.exemplar, field: 2) }
                    counter.append(created: created, of: child, field: 3)
                }
            }
        case (.gauges(let values), let type):
            // In a family of unknown type the same message with the same field, as field 5 of the metric.
            let field: UInt64 = type == .unknown ? 5 : 2
            forEachChild(&output) { child, _, metric in
                metric.field(field) { $0.field(1, values[child]) }
            }
        case (.histograms(let column), _):
            forEachChild(&output) { child, exemplars, metric in
                metric.field(7) { histogram in
                    histogram.append(classic: column, child, exemplars)
                    histogram.append(created: created, of: child, field: 15)
                }
            }
        case (.nativeHistograms(let column), _):
            forEachChild(&output) { child, exemplars, metric in
                metric.field(7) { histogram in
                    histogram.append(native: column, child, exemplars)
                    histogram.append(created: created, of: child, field: 15)
                    histogram.append(exemplarsOfNative: exemplars)
                }
            }
        case (.summaries(let column), _):
            forEachChild(&output) { child, _, metric in
                metric.field(4) { summary in
                    summary.append(column, child)
                    summary.append(created: created, of: child, field: 4)
                }
            }
        }
    }

    @inline(__always)
    private mutating func forEachChild<Output: MetricsOutput>(
        _ output: inout Output,
        _ append: (_ child: Int, _ exemplars: ArraySlice<ExemplarColumn.Entry>, _ metric: inout Output.Sink) -> Void
    ) {
        let (labels, timestamps, count) = (family.labels, family.timestamps, family.count)
        guard child < count else { return }
        var (child, exemplars) = (child, exemplars)
        let sizes = labels.wireSizes
        // The pointers into the label text are used within this closure only, and the column outlives it.
        labels.text.withUnsafeBufferPointer { text in
            output.forEachMetric { sink in
                let exemplars = exemplars.next(of: child)
                sink.field(4) { metric in
                    metric.append(
                        labels: UnsafeBufferPointer(rebasing: text[labels.range(child)]),
                        hasQuotedNames: labels.hasQuotedNames, size: sizes.sets[child], names: sizes.names)
                    append(child, exemplars, &metric)
                    if let time = timestamps?[child] { metric.field(6, signed: time.milliseconds) }
                }
                child += 1
                return child < count
            }
        }
        (self.child, self.exemplars) = (child, exemplars)
    }
}

extension MetricType {
    /// The number in the enum `MetricType`, which has no infos and state sets: they are gauges there.
    fileprivate var wireNumber: UInt64 {
        switch self {
        case .counter: 0
        case .gauge, .info, .stateSet: 1
        case .summary: 2
        case .unknown: 3
        case .histogram: 4
        case .gaugeHistogram: 5
        }
    }
}

extension WireSink {
    fileprivate mutating func append(_ column: SummaryColumn, _ child: Int) {
        field(1, column.count(child))
        field(2, column.sum(child))
        for (quantile, estimate) in zip(column.quantiles, column.estimates(child)) {
            field(3) { pair in
                pair.field(1, quantile)
                pair.field(2, estimate)
            }
        }
    }
}
