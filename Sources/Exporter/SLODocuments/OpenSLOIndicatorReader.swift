import NinesSLOTools

/// OpenSLO's indicators.
struct OpenSLOIndicatorReader {
    let catalogue: OpenSLOCatalogue
    let warnings: ProblemLog

    /// The good values of a `thresholdMetric`: an objective has them.
    struct Comparison {
        var op: ThresholdIndicator.Comparison?
        var value: Double?
    }

    /// Names a comparison beside a ratio. Documents often have one: their specification's own examples do.
    static func skipComparison(_ objective: ForeignSection, _ warnings: ProblemLog) {
        for key in ["op", "value"] { objective.skip(key, "a ratio compares nothing", warnings: warnings) }
    }

    /// - Parameter spec: of an SLI.
    func indicator(_ spec: Field, _ comparison: Comparison) -> Indicator? {
        guard
            let section = ForeignSection(
                spec, known: ["description", "thresholdMetric", "ratioMetric"], warnings: warnings)
        else { return nil }
        switch (section["ratioMetric"], section["thresholdMetric"]) {
        case (let ratio?, nil): return self.ratio(ratio)
        case (nil, let threshold?): return self.threshold(threshold, comparison)
        default:
            spec.report("exactly one of ratioMetric and thresholdMetric is needed")
            return nil
        }
    }

    private func ratio(_ field: Field) -> Indicator? {
        guard
            let section = ForeignSection(
                field, known: ["counter", "good", "bad", "total", "rawType", "raw"], warnings: warnings)
        else { return nil }
        let isCounter = section["counter"]?.flag() ?? true
        guard section.atMostOne(of: ["good", "bad", "raw"]), section.atMostOne(of: ["raw", "total"]) else { return nil }
        if let raw = section["raw"] { return self.raw(raw, section) }
        let reader = QueryReader(warnings: warnings)
        let total = section.required("total").flatMap { text($0) }
        let good = section["good"].map { text($0) }
        let bad = section["bad"].map { text($0) }
        switch (good, bad, total) {
        case (.some(let good?), nil, let total?):
            return reader.openSLO(good, of: total, isCounter: isCounter)
                .map { .events(EventIndicator(good: $0.part, total: $0.total)) }
        case (nil, .some(let bad?), let total?):
            return reader.openSLO(bad, of: total, isCounter: isCounter)
                .map { .events(EventIndicator(bad: $0.part, total: $0.total)) }
        case (nil, nil, _):
            field.report("exactly one of good and bad is needed")
            return nil
        default: return nil
        }
    }

    private func raw(_ field: Field, _ section: ForeignSection) -> Indicator? {
        enum RawType: String, CaseIterable { case success, failure }
        let type = section["rawType"].map { $0.choice(of: RawType.self) } ?? .success
        if section["rawType"] == nil { field.warn(warnings, "rawType is missing: success is assumed") }
        guard let type, let text = text(field)?.text() else { return nil }
        do {
            let (written, note) = try WindowedQuery.withVariablesReplaced(text)
            if let note { field.warn(warnings, note) }
            let (tidy, places) = try WindowedQuery.withPlaces(written)
            // A ratio of its own range is looked at once a minute. Minutes in which it is no number have no weight, and
            // where all are such, so is the window.
            let query = "(\n\(WindowedQuery.withoutGaps(tidy))\n)"
            let mean = "avg_over_time((clamp(\(query), 0, 1) >= 0)[\(WindowedQuery.place):1m])"
            let ratio = places > 0 ? query : "(\(mean) or \(query))"
            return .ratio(RatioIndicator(error: try WindowedQuery(type == .success ? "1 - \(ratio)" : ratio)))
        } catch {
            field.report(error.sentence)
            return nil
        }
    }

    private func threshold(_ field: Field, _ comparison: Comparison) -> Indicator? {
        guard let gauge = text(field)?.text() else { return nil }
        guard let op = comparison.op, let value = comparison.value else {
            field.report("its objective needs op and value: which values are good")
            return nil
        }
        return .threshold(ThresholdIndicator(gauge: Self.gauge(gauge, at: field, warnings), op: op, value: value))
    }

    /// The query of a `thresholdMetric` with lengths in place of variables, of which a warning tells.
    static func gauge(_ text: String, at field: Field, _ warnings: ProblemLog) -> String {
        let (query, note) = WindowedQuery.instantWithVariablesReplaced(text)
        if let note { field.warn(warnings, note) }
        return query
    }

    // MARK: Metric sources

    /// The query of a metric, when it is one for Prometheus.
    private func text(_ field: Field) -> Field? {
        guard let section = ForeignSection(field, known: ["metricSource"], warnings: warnings),
            let source = section.required("metricSource"),
            let inner = ForeignSection(
                source, known: ["metricSourceRef", "type", "spec", "metadata"], warnings: warnings)
        else { return nil }
        var type = inner["type"]?.text()
        if type == nil, let reference = inner["metricSourceRef"]?.text() {
            type = catalogue.spec("DataSource", named: reference)?.peek("type")
        }
        if let type, !Self.isPrometheus(type) {
            source.report("a data source of type \(Quoted.value(type)) is not read (PromQL is)")
            return nil
        }
        guard let spec = inner.required("spec") else { return nil }
        guard let section = ForeignSection(spec, known: spec.keys, warnings: warnings),
            section.atMostOne(of: ["query", "promql"])
        else { return nil }
        return section["promql"] ?? section.required("query")
    }

    /// What speaks PromQL.
    static func isPrometheus(_ type: String) -> Bool {
        let name = type.lowercased()
        return ["prom", "thanos", "mimir", "cortex", "victoria", "grafana", "sloth"].contains { name.contains($0) }
    }
}
