/// A format that a scraper can ask for, with the version that is answered.
///
/// More formats will be added; compare with the constants instead of listing them.
public struct ExpositionFormat: Sendable, Hashable {
    /// What the lines of a page look like. Versions with the same lines share one.
    enum Grammar: Sendable, Hashable {
        case text, openMetrics, openMetrics2, protobuf
    }

    /// A parameter of a media type that tells formats apart, such as `version=1.0.0`.
    struct Parameter: Sendable, Hashable {
        let name: String
        let value: String
    }

    let grammar: Grammar
    let type: String
    let subtype: String
    /// In the order in which the content type names them.
    let parameters: [Parameter]
    /// Whether a client that names the media type without these parameters means this format.
    let isAssumed: Bool
    /// How names that not every scraper reads are written.
    var escaping = EscapingScheme.underscores

    /// Prometheus' text format 0.0.4, which every scraper reads.
    public static let text = ExpositionFormat(
        grammar: .text, type: "text", subtype: "plain", parameters: [Parameter(name: "version", value: "0.0.4")],
        isAssumed: true)

    /// OpenMetrics 1.0.0 as text.
    public static let openMetrics = ExpositionFormat(
        grammar: .openMetrics, type: "application", subtype: "openmetrics-text",
        parameters: [Parameter(name: "version", value: "1.0.0")], isAssumed: false)

    /// The draft that scrapers older than OpenMetrics 1.0.0 ask for, and what the media type alone means by convention.
    /// Its pages are those of 1.0.0.
    public static let openMetricsDraft = ExpositionFormat(
        grammar: .openMetrics, type: "application", subtype: "openmetrics-text",
        parameters: [Parameter(name: "version", value: "0.0.1")], isAssumed: true)

    /// Every format that is offered, the preferred one first.
    static let offered: [ExpositionFormat] = [.text, .openMetrics, .openMetricsDraft]

    /// The value of the `Content-Type` header. Prometheus 3 fails a scrape without it.
    public var contentType: String {
        let parameters = parameters.map { "; \($0.name)=\($0.value)" }.joined()
        return "\(type)/\(subtype)\(parameters); charset=utf-8"
    }
}
