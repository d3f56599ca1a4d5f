package import NinesSLO

/// Writes documents as OpenSLO v1.
package enum OpenSLOWriter {
    /// A stream of one document for each SLO, and in sentences what OpenSLO has no place for.
    package static func yaml(_ documents: [SLODocument]) throws(SLOError) -> (text: String, losses: [String]) {
        var texts: [String] = []
        var losses: [String] = []
        for document in documents {
            let measure = try document.writtenMeasure()
            let name = "\(document.definition.service)/\(document.definition.name)"
            guard let indicator = indicator(document, measure) else {
                losses.append("\(name) is left out: OpenSLO v1 has no SLOs made of others")
                continue
            }
            losses += self.losses(document).map { "\(name): \($0)" }
            var writer = YAMLWriter()
            write(document, indicator, &writer)
            texts.append(writer.text)
        }
        return (texts.joined(separator: "---\n"), losses)
    }

    private enum Content {
        case ratio(counted: String, query: WindowedQuery, total: WindowedQuery)
        case threshold(ThresholdIndicator)
        case raw(WindowedQuery)
    }

    private static func indicator(_ document: SLODocument, _ measure: SLIExpression) -> Content? {
        if case .threshold(let threshold) = document.indicator { return .threshold(threshold) }
        switch measure {
        case .events(let events): return content(events)
        case .slices(let slices): return content(slices.events)
        case .ratio(let query): return .raw(query)
        case .composite: return nil
        }
    }

    private static func content(_ events: EventExpression) -> Content {
        switch events.numerator {
        case .bad(let query): .ratio(counted: "bad", query: query, total: events.total)
        case .good(let query): .ratio(counted: "good", query: query, total: events.total)
        }
    }

    private static func losses(_ document: SLODocument) -> [String] {
        let definition = document.definition
        var losses: [String] = []
        if !definition.maintenance.isEmpty { losses.append("maintenance is not written") }
        if definition.noData != .ignore { losses.append("no_data is not written") }
        if definition.alerting.minFailures > 1 || definition.alerting.minEvents > 0 {
            losses.append("min_failures and min_events are not written")
        }
        if definition.alerting.confidence != nil { losses.append("confidence is not written") }
        if definition.alerting.tiers.contains(where: { $0.shortWindow != $0.longWindow / 12 }) {
            losses.append("short windows are not written: readers choose them")
        }
        if document.openSLO.alertPolicies.count > 1 {
            losses.append(
                "the alert policies \(document.openSLO.alertPolicies.joined(separator: ", ")) are written as one, "
                    + policyName(document))
        }
        if document.alerts != AlertTexts(whenNoData: document.alerts.whenNoData) {
            losses.append("the alerts' names, labels and annotations are not written")
        }
        return losses
    }

    // MARK: Text

    private static func write(_ document: SLODocument, _ content: Content, _ writer: inout YAMLWriter) {
        let (definition, names) = (document.definition, document.openSLO)
        writer.pair("apiVersion", "openslo/v1")
        writer.pair("kind", "SLO")
        writer.nested("metadata") { writer in
            writer.pair("name", definition.name)
            if let displayName = names.displayName { writer.pair("displayName", displayName) }
            write("labels", names.labels.isEmpty ? document.labels.mapValues { [$0] } : names.labels, &writer)
            var annotations =
                names.annotations.isEmpty ? document.annotations.mapValues { [$0] } : names.annotations
            if let owner = document.owner { annotations["owner"] = [owner] }
            if let runbook = document.runbook { annotations["runbook_url"] = [runbook] }
            write("annotations", annotations, &writer)
        }
        writer.nested("spec") { writer in
            // Where there is no description, the display name stands for it.
            if let description = definition.description, description != names.displayName {
                writer.pair("description", description)
            }
            writer.pair("service", definition.service)
            writer.nested("indicator") { writer in
                writer.nested("metadata") { writer in
                    writer.pair("name", names.indicator ?? definition.name)
                    if let displayName = names.indicatorDisplayName { writer.pair("displayName", displayName) }
                }
                writer.nested("spec") { write(content, &$0) }
            }
            writer.nested("timeWindow") { $0.item { write(definition.window, &$0) } }
            writer.pair("budgetingMethod", method(definition.budgeting))
            writer.nested("objectives") { $0.item { objective(document, &$0) } }
            let tiers = definition.alerting.tiers
            if !tiers.isEmpty { writer.nested("alertPolicies") { $0.item { policy(document, tiers, &$0) } } }
        }
    }

    /// Labels or annotations; several values are a list.
    private static func write(_ key: String, _ entries: [String: [String]], _ writer: inout YAMLWriter) {
        guard !entries.isEmpty else { return }
        writer.nested(key) { writer in
            for (name, values) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                if values.count == 1, let value = values.first {
                    writer.pair(name, value)
                } else if !values.isEmpty {
                    writer.nested(YAMLWriter.scalar(name)) { writer in
                        for value in values { writer.entry(value) }
                    }
                }
            }
        }
    }

    private static func write(_ content: Content, _ writer: inout YAMLWriter) {
        switch content {
        case .threshold(let threshold):
            writer.nested("thresholdMetric") { source(threshold.gauge, &$0) }
        case .raw(let query):
            writer.nested("ratioMetric") { writer in
                writer.pair("rawType", "failure")
                writer.nested("raw") { source(query.template, &$0) }
            }
        case .ratio(let counted, let query, let total):
            writer.nested("ratioMetric") { writer in
                writer.pair("counter", plain: "true")
                writer.nested(counted) { source(query.template, &$0) }
                writer.nested("total") { source(total.template, &$0) }
            }
        }
    }

    private static func source(_ query: String, _ writer: inout YAMLWriter) {
        writer.nested("metricSource") { writer in
            writer.pair("type", "Prometheus")
            writer.nested("spec") { $0.pair("query", query) }
        }
    }

    private static func write(_ window: SLOWindow, _ writer: inout YAMLWriter) {
        switch window {
        case .rolling(let length):
            // OpenSLO's durations have one unit.
            let seconds = length.components.seconds
            let unit = [("d", 86_400), ("h", 3_600), ("m", 60)].first { seconds % $0.1 == 0 } ?? ("s", 1)
            writer.pair("duration", "\(seconds / Int64(unit.1))\(unit.0)")
            writer.pair("isRolling", plain: "true")
        case .calendar(let calendar):
            let units: [CalendarWindow.Unit: String] = [.week: "1w", .month: "1M", .quarter: "1Q", .year: "1Y"]
            writer.pair("duration", units[calendar.unit, default: "1M"])
            writer.pair("isRolling", plain: "false")
            writer.nested("calendar") { writer in
                // A Monday that begins a year, so that every unit begins then.
                writer.pair("startTime", "2024-01-01 00:00:00")
                writer.pair("timeZone", calendar.timeZone)
            }
        }
    }

    private static func method(_ budgeting: Budgeting) -> String {
        switch budgeting {
        case .occurrences: "Occurrences"
        case .timeslices: "Timeslices"
        case .ratioTimeslices: "RatioTimeslices"
        }
    }

    private static func objective(_ document: SLODocument, _ writer: inout YAMLWriter) {
        let definition = document.definition
        if let displayName = document.openSLO.objectiveDisplayName { writer.pair("displayName", displayName) }
        writer.pair("target", plain: DecimalText.partsPerBillion(definition.objective.partsPerBillion))
        if case .threshold(let threshold) = document.indicator {
            writer.pair("op", threshold.op.rawValue)
            writer.pair("value", plain: DecimalText.number(threshold.value))
        }
        if case .timeslices(_, let objective) = definition.budgeting {
            writer.pair("timeSliceTarget", plain: DecimalText.partsPerBillion(objective.partsPerBillion))
        }
        if let slice = definition.budgeting.sliceLength { writer.pair("timeSliceWindow", DurationText.text(slice)) }
    }

    private static func policy(_ document: SLODocument, _ tiers: [BurnRateTier], _ writer: inout YAMLWriter) {
        writer.pair("kind", "AlertPolicy")
        writer.nested("metadata") { $0.pair("name", policyName(document)) }
        writer.nested("spec") { writer in
            writer.pair("alertWhenBreaching", plain: "true")
            writer.pair("alertWhenNoData", plain: document.alerts.whenNoData ? "true" : "false")
            writer.nested("conditions") { writer in
                for tier in tiers { writer.item { condition(tier, &$0) } }
            }
        }
    }

    /// One policy has all conditions; it keeps the name of the only one there was.
    private static func policyName(_ document: SLODocument) -> String {
        let names = document.openSLO.alertPolicies
        return names.count == 1 ? names[0] : "\(document.definition.name)-burn"
    }

    private static func condition(_ tier: BurnRateTier, _ writer: inout YAMLWriter) {
        writer.pair("kind", "AlertCondition")
        writer.nested("metadata") { writer in
            writer.pair("name", "\(tier.severity.rawValue)-\(DurationText.text(tier.longWindow))")
        }
        writer.nested("spec") { writer in
            writer.pair("severity", tier.severity.rawValue)
            writer.nested("condition") { writer in
                writer.pair("kind", "burnrate")
                writer.pair("op", "gt")
                writer.pair("threshold", plain: DecimalText.number(tier.factor))
                writer.pair("lookbackWindow", DurationText.text(tier.longWindow))
                writer.pair("alertAfter", DurationText.text(tier.pending))
            }
        }
    }
}
