/// Functions that not every Prometheus knows: one that does not refuses the whole file of rules.
extension PromQL {
    /// As of Prometheus 3: all need its feature flag.
    private static let experimental: Set<String> = [
        "double_exponential_smoothing", "end", "first_over_time", "histogram_quantiles", "info", "limit_ratio",
        "limitk", "mad_over_time", "range", "sort_by_label", "sort_by_label_desc", "start", "step",
        "ts_of_first_over_time",
        "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time",
    ]

    /// In sentences.
    var experimentalNotes: [String] {
        let inner = parts.flatMap(\.experimentalNotes)
        let name: String
        switch self {
        case .call(let function, _): name = function
        case .aggregate(let function, _, _, _): name = function
        default: return inner
        }
        if name == "holt_winters" {
            return inner + [
                "Prometheus 3 knows no `holt_winters`, and refuses the whole file of rules: there it is "
                    + "`double_exponential_smoothing`, which is experimental"
            ]
        }
        guard Self.experimental.contains(name) else { return inner }
        return inner + [
            "`\(name)` is experimental: a Prometheus before 3, or without "
                + "`--enable-feature=promql-experimental-functions`, refuses the whole file of rules"
        ]
    }
}
