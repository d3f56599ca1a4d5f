/// A format that a scraper can ask for, with the version that is answered.
///
/// More formats will be added; compare with the constants instead of listing them. A format whose ``escaping`` was set
/// is equal to one with the same setting.
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
    /// What a client has to say to get this format.
    let terms: Terms
    /// The scheme that the client's clause named; nil when it named none that is known.
    private var namedEscaping: EscapingScheme?

    /// What a clause of an `Accept` header must name to ask for a format.
    enum Terms: Sendable, Hashable {
        /// The media type, or a range that it is in: the parameters are understood.
        case type
        /// The media type with all parameters, or a range that it is in.
        case parameters
        /// The media type with all parameters, and never a range: who says `*/*` may not be able to read it.
        case parametersOnly
    }

    private init(_ grammar: Grammar, _ type: String, _ subtype: String, _ parameters: [Parameter], _ terms: Terms) {
        self.grammar = grammar
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
        self.terms = terms
    }

    private static func plain(_ version: String, _ terms: Terms) -> ExpositionFormat {
        ExpositionFormat(.text, "text", "plain", [Parameter(name: "version", value: version)], terms)
    }

    private static func openMetrics(_ version: String, _ terms: Terms, _ grammar: Grammar) -> ExpositionFormat {
        ExpositionFormat(
            grammar, "application", "openmetrics-text", [Parameter(name: "version", value: version)], terms)
    }

    /// Prometheus' text format 0.0.4, which every scraper reads.
    public static let text = plain("0.0.4", .type)

    /// Prometheus' text format 1.0.0: the lines of 0.0.4, read by scrapers that know names in quotes.
    public static let text1 = plain("1.0.0", .parameters)

    /// OpenMetrics 1.0.0 as text.
    public static let openMetrics = openMetrics("1.0.0", .parameters, .openMetrics)

    /// The draft that scrapers older than OpenMetrics 1.0.0 ask for, and what the media type alone means by convention.
    /// Its pages are those of 1.0.0.
    public static let openMetricsDraft = openMetrics("0.0.1", .type, .openMetrics)

    /// OpenMetrics 2.0.0, whose families have no suffixes and whose histograms are one line each. For scrapers that
    /// name this very version.
    public static let openMetrics2 = openMetrics("2.0.0", .parametersOnly, .openMetrics2)

    /// `io.prometheus.client.MetricFamily` messages, each after its length: the format of Prometheus for native
    /// histograms. Not text.
    public static let protobuf = ExpositionFormat(
        .protobuf, "application", "vnd.google.protobuf",
        [
            Parameter(name: "proto", value: "io.prometheus.client.MetricFamily"),
            Parameter(name: "encoding", value: "delimited"),
        ], .parametersOnly)

    /// Every format that is offered, the preferred one first.
    static let offered: [ExpositionFormat] = [
        .text, .openMetrics, .openMetricsDraft, .text1, .protobuf, .openMetrics2,
    ]

    /// How metric and label names are written that not every scraper reads. Once set, the content type says so, as it
    /// does when a client asked for a scheme.
    public var escaping: EscapingScheme {
        get { namedEscaping ?? .underscores }
        set { namedEscaping = newValue }
    }

    /// This format with the scheme that a clause names, if it names one that is known.
    func escaping(named name: String?) -> ExpositionFormat {
        var format = self
        format.namedEscaping = name.flatMap(EscapingScheme.init)
        return format
    }

    /// The value of the `Content-Type` header: the version that is answered, and the escaping scheme where the client
    /// named one. Prometheus 3 fails a scrape without it.
    public var contentType: String {
        var text = "\(type)/\(subtype)"
        for parameter in parameters { text += "; \(parameter.name)=\(parameter.value)" }
        if grammar != .protobuf { text += "; charset=utf-8" }
        if let namedEscaping { text += "; escaping=\(namedEscaping.rawValue)" }
        return text
    }
}
