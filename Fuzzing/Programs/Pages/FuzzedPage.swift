import FuzzLoop
package import NinesExposition
import NinesMetrics

/// Reads a page in both ways, looks for unwise names, and writes what was read of a page without errors: that must be
/// read as the same.
package func fuzzPage(_ page: [UInt8], as format: PageFormat) {
    let lenient = ParsedPage(collectingErrorsIn: page, format: format, strictness: .lenient)
    _ = PageLint.problems(in: lenient, format: format)
    let strict = ParsedPage(collectingErrorsIn: page, format: format, strictness: .strict)
    _ = PageLint.problems(in: strict, format: format)
    if strict.errorCount == 0 { checkRoundTrip(strict, format: format) }
}

private func checkRoundTrip(_ page: ParsedPage, format: PageFormat) {
    let known = page.families.compactMap { family -> (snapshot: FamilySnapshot, read: FamilyReading)? in
        guard family.isToldWhole, let snapshot = try? FamilySnapshot(family, format: format),
            snapshot.descriptor.type == family.type
        else { return nil }
        return (snapshot, FamilyReading(family))
    }
    let formats: [PageFormat: ExpositionFormat] = [
        .text: .text, .textUTF8: .text1, .openMetrics: .openMetrics, .openMetrics2: .openMetrics2,
        .protobuf: .protobuf,
    ]
    guard var encoded = formats[format] else { return }
    if format != .text { encoded.escaping = .allowUTF8 }
    let body = ExpositionBody(Snapshot(families: known.map(\.snapshot)), format: encoded)
    do {
        let again = try ParsedPage(body.bytes, format: format).families.map(FamilyReading.init)
        let read = known.map(\.read)
        guard again != read else { return }
        let changed =
            zip(read, again).first { $0 != $1 }.map { "\($0)\nbecame\n\($1)" } ?? "families were lost or added"
        finding("another page came back, in which\n\(changed)\nof the page\n\(body.text)")
    } catch {
        finding("\(error) in the page that was written:\n\(body.text)")
    }
}

/// What a family says, whatever the order of its samples: texts by bytes, numbers by value, NaN equal to itself.
private struct FamilyReading: Equatable {
    struct Reading: Hashable {
        let name: [UInt8]
        let labels: Set<Label>
        /// The number of the labels `le` and `quantile`, which may be written in several ways.
        let bound: UInt64?
        let value: UInt64
        /// All but the value.
        var place: [AnyHashable] { [name, labels, bound] }

        init(_ sample: ParsedSample, special: String?) {
            name = Array(sample.name.utf8)
            labels = Set(sample.labels.filter { $0.name != special && !$0.value.isEmpty })
            bound = special.flatMap { sample.label($0) }.flatMap { Double($0) }.map(Self.bits)
            value = Self.bits(sample.value)
        }

        private static func bits(_ value: Double) -> UInt64 {
            value.isNaN ? Double.nan.bitPattern : value == 0 ? 0 : value.bitPattern
        }
    }

    let texts: [[UInt8]]
    let type: MetricType
    let count: Int
    let samples: Set<Reading>

    /// Without created times: no page has them unless asked for.
    init(_ family: ParsedFamily) {
        texts = [family.name, family.help ?? "", family.unit ?? ""].map { Array($0.utf8) }
        type = family.type
        let special = family.type == .histogram ? "le" : family.type == .summary ? "quantile" : nil
        let samples = family.countingSamples.map { Reading($0, special: special) }
        count = samples.count
        self.samples = Set(samples)
    }
}

extension ParsedFamily {
    /// Without created times.
    fileprivate var countingSamples: [ParsedSample] {
        guard [.counter, .histogram, .summary].contains(type) else { return samples }
        let base = type == .counter && name.hasSuffix("_total") ? String(name.dropLast("_total".count)) : name
        return samples.filter { $0.name != base + "_created" }
    }

    /// Whether an exposition says all of it: one point of each metric, no negative counter, the unit that the name ends
    /// in, and of a histogram and summary the sum, the count and what belongs to them. Native histograms keep the
    /// buckets that all of them have.
    fileprivate var isToldWhole: Bool {
        let samples = countingSamples
        let special = type == .histogram || type == .gaugeHistogram ? "le" : type == .summary ? "quantile" : nil
        let readings = samples.map { FamilyReading.Reading($0, special: special) }
        guard !samples.isEmpty, Set(readings.map(\.place)).count == readings.count,
            unit.map({
                $0.isEmpty || name.hasSuffix("_" + $0) || type == .counter && name.hasSuffix("_" + $0 + "_total")
            }) ?? true
        else { return false }
        switch type {
        case .counter: return samples.allSatisfy { $0.value >= 0 }
        case .gauge, .unknown, .info, .stateSet: return true
        case .histogram, .gaugeHistogram, .summary:
            let totals = samples.filter { $0.name == name + "_sum" || $0.name == name + "_gsum" }.count
            let counts = samples.filter { $0.name == name + "_count" || $0.name == name + "_gcount" }.count
            let children = Set(readings.map(\.labels)).count
            let buckets = Dictionary(grouping: readings.filter { $0.bound != nil }, by: \.labels)
                .mapValues { Set($0.map(\.bound)) }
            guard
                nativeHistograms.isEmpty || buckets.isEmpty
                    || buckets.count == children && Set(buckets.values).count == 1
            else { return false }
            return totals == children && counts == children
                && samples.allSatisfy { $0.name.hasSuffix("sum") || $0.value == $0.value.rounded() || type == .summary }
                && samples.allSatisfy { $0.value < 0x1p53 || $0.value.isNaN || $0.name.hasSuffix("sum") }
        }
    }
}
