/// A format that pages of metrics are read in.
///
/// More may be added: compare with the constants, with a default for others.
public struct PageFormat: Sendable, Hashable, CaseIterable, RawRepresentable {
    enum Grammar: String, Sendable, Hashable, CaseIterable {
        case text, textUTF8, openMetrics, openMetrics2, protobuf
    }

    let grammar: Grammar

    private init(_ grammar: Grammar) { self.grammar = grammar }

    /// Prometheus' text format 0.0.4: names have ASCII letters, digits, `_` and `:` only.
    public static var text: PageFormat { PageFormat(.text) }
    /// Prometheus' text format 1.0.0: as 0.0.4, with names in quotes that may have any UTF-8 text.
    public static var textUTF8: PageFormat { PageFormat(.textUTF8) }
    /// OpenMetrics 1.0, with names in quotes as Prometheus 3 reads them.
    public static var openMetrics: PageFormat { PageFormat(.openMetrics) }
    /// OpenMetrics 2.0 as its release candidate 0 says: histograms and summaries are one line each. It allows counts
    /// that are not whole; they are not read.
    public static var openMetrics2: PageFormat { PageFormat(.openMetrics2) }
    /// `io.prometheus.client.MetricFamily` messages, each after its length. Float histograms are read where their
    /// counts are whole.
    public static var protobuf: PageFormat { PageFormat(.protobuf) }

    /// Every format, oldest first.
    public static var allCases: [PageFormat] { Grammar.allCases.map { PageFormat($0) } }

    /// The word for it: `text`, `textUTF8`, `openMetrics`, `openMetrics2` or `protobuf`.
    public var rawValue: String { grammar.rawValue }

    /// The format of that word; nil when there is none.
    public init?(rawValue: String) {
        guard let grammar = Grammar(rawValue: rawValue) else { return nil }
        self.grammar = grammar
    }

    /// Either version, which have most rules in common.
    var isOpenMetrics: Bool { grammar == .openMetrics || grammar == .openMetrics2 }
}
