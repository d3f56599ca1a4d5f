/// What a panel asks Prometheus.
struct PanelQuery: Sendable, Hashable {
    /// PromQL. Grafana replaces its variables, such as `$__rate_interval`, before Prometheus sees it.
    var expression: String
    /// What a series is called, such as `{{window}}`.
    var legend: String

    init(_ expression: String, legend: String = "") {
        self.expression = expression
        self.legend = legend
    }
}

extension [PanelQuery] {
    /// In Grafana's form, named A, B, C...
    ///
    /// - Parameter instant: only the value at the end of the time range is wanted.
    func targets(instant: Bool = false, format: String = "time_series") -> [Panel.Target] {
        zip(indices, self).map { index, query in
            Panel.Target(
                refId: Self.name(index), expr: query.expression, legendFormat: query.legend, instant: instant,
                range: !instant, format: format)
        }
    }

    /// What Grafana calls the query at `index`; after Z, Q26 and on.
    static func name(_ index: Int) -> String {
        let letters = [Character]("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return letters.indices.contains(index) ? String(letters[index]) : "Q\(index)"
    }
}
