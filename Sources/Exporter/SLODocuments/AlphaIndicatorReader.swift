import NinesSLOTools

/// The indicators of `openslo/v1alpha`, which stand in the objectives.
struct AlphaIndicatorReader {
    let warnings: ProblemLog

    func indicator(_ spec: ForeignSection, _ objective: ForeignSection) -> Indicator? {
        if let ratio = objective["ratioMetrics"] { return self.ratio(ratio) }
        guard let indicator = spec["indicator"],
            let section = ForeignSection(indicator, known: ["thresholdMetric"], warnings: warnings)
        else {
            objective.field.report("ratioMetrics is missing, and so is the SLO's indicator")
            return nil
        }
        guard let gauge = section.required("thresholdMetric").flatMap(query)?.text() else { return nil }
        guard let op = objective.required("op")?.choice(of: ThresholdIndicator.Comparison.self),
            let value = objective.required("value")?.number()
        else { return nil }
        return .threshold(ThresholdIndicator(gauge: QueryText.tidy(gauge), op: op, value: value))
    }

    private func ratio(_ field: Field) -> Indicator? {
        guard
            let section = ForeignSection(
                field, known: ["good", "bad", "total", "counter", "incremental"], warnings: warnings)
        else { return nil }
        let isCounter = (section["counter"] ?? section["incremental"])?.flag() ?? true
        func read(_ key: String) -> WindowedQuery? {
            section[key].flatMap(query).flatMap {
                QueryReader(warnings: warnings).openSLO($0, isCounter: isCounter)
            }
        }
        guard section.required("total") != nil, let total = read("total") else { return nil }
        if let good = read("good") { return .events(EventIndicator(good: .query(good), total: .query(total))) }
        if let bad = read("bad") { return .events(EventIndicator(bad: .query(bad), total: .query(total))) }
        if section["good"] == nil, section["bad"] == nil { field.report("exactly one of good and bad is needed") }
        return nil
    }

    private func query(_ field: Field) -> Field? {
        guard
            let section = ForeignSection(
                field, known: ["source", "queryType", "query", "metadata"], warnings: warnings)
        else { return nil }
        if let source = section["source"]?.text(), !OpenSLOIndicatorReader.isPrometheus(source) {
            section["source"]?.report("a data source of type \(Quoted.value(source)) is not read (PromQL is)")
            return nil
        }
        return section.required("query")
    }
}
