import NinesMetrics

/// How the name of a family's sample ends, and what that says of its value.
struct SampleSuffix {
    let text: String
    let bytes: [UInt8]
    /// Neither NaN nor, but for the sum of a gauge histogram, negative.
    let isAmount: Bool
    /// A number of events.
    let isWhole: Bool

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        isWhole = ["_count", "_bucket", "_gcount"].contains(text)
        isAmount = isWhole || ["_total", "_sum", "_gsum"].contains(text)
    }

    static let none = SampleSuffix("")
}

extension MetricType {
    /// How the names of a family's samples may end.
    func sampleSuffixes(in format: PageFormat) -> [SampleSuffix] {
        // In OpenMetrics 2.0 a sample is named as its family.
        guard format != .openMetrics2 else { return [.none] }
        let isOpenMetrics = format == .openMetrics
        let texts =
            switch self {
            case .counter: isOpenMetrics ? ["_total", "_created"] : [""]
            case .gauge, .stateSet, .unknown: [""]
            case .histogram: isOpenMetrics ? ["_bucket", "_sum", "_count", "_created"] : ["_bucket", "_sum", "_count"]
            case .gaugeHistogram: ["_bucket", "_gsum", "_gcount"]
            case .summary: isOpenMetrics ? ["", "_sum", "_count", "_created"] : ["", "_sum", "_count"]
            case .info: isOpenMetrics ? ["_info"] : [""]
            }
        return texts.map { SampleSuffix($0) }
    }
}
