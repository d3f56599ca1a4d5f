import NinesSLOTools

/// The indicators of `openslo/v1alpha`, which stand in the objectives.
struct AlphaIndicatorReader {
    let warnings: ProblemLog

    func indicator(_ spec: ForeignSection, _ objective: ForeignSection) -> Indicator? {
        if let ratio = objective["ratioMetrics"] {
            spec.skip("indicator", "the objective has ratioMetrics", warnings: warnings)
            OpenSLOIndicatorReader.skipComparison(objective, warnings)
            return self.ratio(ratio)
        }
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
        let query = OpenSLOIndicatorReader.gauge(gauge, at: indicator, warnings)
        return .threshold(ThresholdIndicator(gauge: query, op: op, value: value))
    }

    private func ratio(_ field: Field) -> Indicator? {
        guard
            let section = ForeignSection(
                field, known: ["good", "bad", "total", "counter", "incremental"], warnings: warnings)
        else { return nil }
        guard section.atMostOne(of: ["good", "bad"]), section.atMostOne(of: ["counter", "incremental"]) else {
            return nil
        }
        let isCounter = (section["counter"] ?? section["incremental"])?.flag() ?? true
        let reader = QueryReader(warnings: warnings)
        guard let total = section.required("total").flatMap(query) else { return nil }
        if let good = section["good"].flatMap(query) {
            return reader.openSLO(good, of: total, isCounter: isCounter)
                .map { .events(EventIndicator(good: $0.part, total: $0.total)) }
        }
        if let bad = section["bad"].flatMap(query) {
            return reader.openSLO(bad, of: total, isCounter: isCounter)
                .map { .events(EventIndicator(bad: $0.part, total: $0.total)) }
        }
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
