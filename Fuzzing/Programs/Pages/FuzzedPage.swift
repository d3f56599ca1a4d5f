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
    let known = page.families.compactMap { family in
        FamilySnapshot(family, format: format).map { (snapshot: $0, read: FamilyReading(family)) }
    }
    var encoded: ExpositionFormat =
        switch format {
        case .text: .text
        case .textUTF8: .text1
        case .openMetrics: .openMetrics
        }
    if format != .text { encoded.escaping = .allowUTF8 }
    let body = ExpositionBody(Snapshot(families: known.map(\.snapshot)), format: encoded)
    do {
        let again = try ParsedPage(body.bytes, format: format).families.map(FamilyReading.init)
        if again != known.map(\.read) { finding("another page came back:\n\(body.text)") }
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
