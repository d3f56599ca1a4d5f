import NinesMetrics

/// What a call of swift-metrics asks for. Kinds of one type share families: a timer and a recorder can be one
/// histogram.
enum BridgedKind: Int, CaseIterable, Sendable {
    case counter, gauge, histogram, timer

    var type: MetricType {
        switch self {
        case .counter: .counter
        case .gauge: .gauge
        case .histogram, .timer: .histogram
        }
    }

    /// How names of the kind end.
    var suffix: String {
        switch self {
        case .counter: "_total"
        case .timer: "_seconds"
        case .gauge, .histogram: ""
        }
    }
}

/// Which family a call means, compared as bytes: Prometheus does not know canonical equivalence.
struct FamilyKey: Hashable, Sendable {
    let name: [UInt8]
    let type: MetricType

    init(_ name: String, _ type: MetricType) {
        self.name = Array(name.utf8)
        self.type = type
    }
}
