package import NinesSLO

/// Makes the rules of one SLO.
///
/// All are in one group, in the order in which they need each other, so no rule reads a value that is an interval old.
package struct RuleGenerator: Sendable {
    let document: SLODocument
    let measure: SLIExpression
    let series: SLOSeries
    package let tiers: [BurnRateTier]
    let maintenance: MaintenanceRule
    let lowTraffic: LowTrafficRules
    /// Longer windows are composed of slices.
    let longestRaw: Duration
    /// What rules cannot say exactly as the document means it, in sentences.
    let approximations: [String]
    /// The same, and what was changed to make rules of it.
    package let warnings: [String]
    /// What Prometheus refuses of the queries, and the whole file with them.
    package let faults: [PromQLError]
    /// Windows that other SLOs, made of this one, need too.
    package var extraWindows: Set<Duration> = []
    /// Whether a composite is made of it.
    package var isPart = false
    /// Of a composite's parts those with one series, by service and name. The rules of others weigh their groups, which
    /// costs more.
    package var ungroupedParts: Set<[String]> = []

    /// - Throws: ``SLOError`` when the indicator contradicts itself, or the document's labels the indicator's, and for
    ///   a template that neither Prometheus nor vmalert reads.
    package init(_ document: SLODocument) throws(SLOError) {
        let adapted = RuleTiers(document.definition)
        self.document = document
        measure = try document.measure()
        series = SLOSeries(document)
        tiers = adapted.tiers
        let definition = document.definition
        maintenance = MaintenanceRule(
            measure.countsItself ? definition.maintenance : [], slice: max(measure.sliceLength, SLOSeries.slice))
        longestRaw = measure.longestRaw(definition, maintenance)
        lowTraffic = LowTrafficRules(
            measure: measure, policy: definition.alerting, series: series, longestRaw: longestRaw,
            noData: definition.noData)
        approximations =
            document.approximations + definition.approximations(measure, maintenance) + measure.approximations
            + lowTraffic.approximations
        faults = measure.faults
        warnings =
            approximations + document.ratioNotes + measure.notes + adapted.warnings + RuleLabels(document).warnings
            + RuleLabels(document).warnings(against: measure)
            + faults.filter(\.isMetricsQL).map {
                "a query is taken as it is, as it is MetricsQL and not PromQL (\($0)): Prometheus refuses the file"
            }
        try RuleLabels(document).check(against: measure)
        // Of recorded series Prometheus takes any text.
        if !tiers.isEmpty, let fault = document.templateFault() { throw fault }
    }

    /// A template of an alert that the reader of such files refuses, and with it the whole file, while another one
    /// reads it; nil where there is none.
    package func templateFault(for flavor: RuleFlavor) -> SLOError? {
        tiers.isEmpty ? nil : document.templateFault(for: flavor)
    }

    /// Whether the SLO has one series for each of its names: nothing groups its events.
    package var isUngrouped: Bool { measure.keptLabels == .exactly([]) }

    package func group() -> RuleGroup {
        RuleGroup(
            name: "slo-\(document.id)", comment: comment,
            rules: spans() + slices() + ratios() + metadata() + AlertRules(generator: self).rules())
    }

    /// The windows whose error ratios are recorded, shortest first.
    package var windows: [Duration] {
        let needed =
            tiers.flatMap { [$0.longWindow, $0.shortWindow] } + [SLOSeries.slice, document.definition.windowLength]
        return Set(needed).union(extraWindows).sorted()
    }

    /// The windows whose events alerts count.
    var countedWindows: [Duration] { Set(tiers.map(\.longWindow)).sorted() }

    /// Of all ranges in the rules.
    var shortestRange: Duration {
        let shortest = windows.first ?? SLOSeries.slice
        guard case .slices(let slices) = measure else { return shortest }
        return min(shortest, slices.length)
    }

    private var comment: String {
        let definition = document.definition
        var lines = [
            "\(definition.name) of \(definition.service): \(DecimalText.percent(definition.objective)) % over "
                + DurationText.text(definition.windowLength)
        ]
        if let description = definition.description { lines.append(description) }
        return (lines + warnings).joined(separator: "\n")
    }

    // MARK: Recordings

    private var expressions: SliceExpressions {
        SliceExpressions(
            series: series, noData: document.definition.noData, maintenance: maintenance,
            memory: SliceExpressions.memory(document.definition, tiers))
    }

    /// First, as what is recorded after it is masked by it.
    private func spans() -> [Rule] {
        guard !maintenance.isEmpty else { return [] }
        return [
            Rule(
                kind: .record, name: MaintenanceRule.name, expression: maintenance.expression, labels: series.labels)
        ]
    }

    private func slices() -> [Rule] {
        switch measure {
        case .slices(let slices): return timeslices(slices)
        case .ratio(let query) where document.definition.noData == .ignore:
            let labels = series.labels(SLOSeries.slice)
            return [
                Rule(kind: .record, name: SLOSeries.sliceRatio, expression: expressions.known(query), labels: labels)
            ]
        case .events(let events): return slices(of: events)
        case .ratio, .composite: return []
        }
    }

    private func timeslices(_ slices: SliceExpression) -> [Rule] {
        let ratio = Rule(
            kind: .record, name: SLOSeries.sliceRatio, expression: expressions.ratio(slices),
            labels: series.labels(slices.length))
        guard document.definition.noData == .ignore else { return [ratio] }
        let labels = series.labels(SLOSeries.slice)
        return [
            ratio,
            Rule(kind: .record, name: SLOSeries.totalSlices, expression: expressions.total(slices), labels: labels),
            Rule(kind: .record, name: SLOSeries.badSlices, expression: expressions.bad(slices), labels: labels),
        ]
    }

    private func slices(of events: EventExpression) -> [Rule] {
        let labels = series.labels(SLOSeries.slice)
        var rules = [
            Rule(
                kind: .record, name: SLOSeries.totalSlices, expression: expressions.total(events), labels: labels),
            Rule(kind: .record, name: SLOSeries.badSlices, expression: expressions.bad(events), labels: labels),
        ]
        rules += lowTraffic.recordings(countedWindows, expressions)
        if let optimistic = RatioExpressions.optimistic(events) {
            rules.append(
                Rule(
                    kind: .record, name: "slo:sli_error_lower_bound:ratio_rate5m", expression: optimistic,
                    labels: labels,
                    comment: "The threshold lies between two buckets: the error ratio is between this and the next."))
        }
        return rules
    }

    private func ratios() -> [Rule] {
        let expressions = RatioExpressions(
            measure: measure, series: series, slices: expressions, longestRaw: longestRaw,
            ungroupedParts: ungroupedParts)
        // The slice's own comes first: averages are made of it.
        let ordered = [SLOSeries.slice] + windows.filter { $0 != SLOSeries.slice }
        return ordered.map { window in
            Rule(
                kind: .record, name: SLOSeries.ratio(window), expression: expressions.ratio(window),
                labels: series.labels(window))
        }
    }

    private func metadata() -> [Rule] {
        let definition = document.definition
        let budget = DecimalText.partsPerBillion(definition.objective.budgetPartsPerBillion)
        let days = Double(definition.windowLength.components.seconds) / 86_400
        let period = SLOSeries.ratio(definition.windowLength)
        let info = [
            "sloth_mode": "nines", "sloth_objective": DecimalText.percent(definition.objective),
            "sloth_spec": document.origin.rawValue,
        ]
        let recordings = [
            ("slo:objective:ratio", "vector(\(DecimalText.partsPerBillion(definition.objective.partsPerBillion)))"),
            ("slo:error_budget:ratio", "vector(\(budget))"),
            ("slo:time_period:days", "vector(\(DecimalText.number(days)))"),
            ("slo:current_burn_rate:ratio", "\(series(SLOSeries.ratio(SLOSeries.slice))) / \(budget)"),
            ("slo:period_burn_rate:ratio", "\(series(period)) / \(budget)"),
            ("slo:period_error_budget_remaining:ratio", "1 - \(series("slo:period_burn_rate:ratio"))"),
        ]
        return recordings.map { Rule(kind: .record, name: $0.0, expression: $0.1, labels: series.labels) } + [
            Rule(
                kind: .record, name: "sloth_slo_info", expression: "vector(1)",
                labels: series.labels.merging(info) { $1 })
        ]
    }
}
