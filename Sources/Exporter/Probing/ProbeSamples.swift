import NinesMetrics

/// The samples of one report, as they are collected for a page.
struct ProbeSamples {
    typealias Sample = (family: ProbeFamily, value: Double, labels: ExtraLabels)

    private(set) var all: [Sample] = []

    mutating func add(_ family: ProbeFamily, _ value: Double, _ labels: ExtraLabels = .none) {
        all.append((family, value, labels))
    }

    mutating func removeAll() { all.removeAll(keepingCapacity: true) }
}

/// The labels that a sample has besides its target's, rendered as they stand on the page: `,phase="tls"`. A page has
/// hundreds of thousands of them and few different ones, so those that are known beforehand are rendered once.
struct ExtraLabels: Sendable {
    static let none = ExtraLabels()

    let text: [UInt8]

    init(_ labels: (name: String, value: String)...) {
        var text: [UInt8] = []
        // Never the first: a target has a job and an instance.
        var isFirst = false
        for label in labels {
            LabelText.append(name: label.name, value: label.value.utf8, isFirst: &isFirst, to: &text)
        }
        self.text = text
    }
}

extension FailureReason {
    private static let allLabels = allCases.map { ExtraLabels(("reason", $0.rawValue)) }

    var labels: ExtraLabels { Self.allLabels[place] }
}

extension NoVerdict.Reason {
    private static let allLabels = allCases.map { ExtraLabels(("reason", $0.rawValue)) }

    var labels: ExtraLabels { Self.allLabels[place] }
}
