internal import NinesSLO

/// What a change of documents means for budgets and alerts, in sentences.
package struct SLODifference {
    /// One for each SLO that differs, old ones first, `service/name: ...`; empty where nothing does.
    package private(set) var lines: [String] = []

    package init(from old: [SLODocument], to new: [SLODocument]) {
        let before = Self.byName(old)
        let after = Self.byName(new)
        for document in old where after[Self.name(document)] == nil {
            lines.append("\(Self.name(document)): removed: its series end and its alerts go")
        }
        for document in new {
            let name = Self.name(document)
            if let previous = before[name] {
                lines += Self.changes(previous, document).map { "\(name): \($0)" }
            } else {
                lines.append("\(name): added: \(Self.promise(document)); \(Self.budget(document))")
            }
        }
    }

    private static func name(_ document: SLODocument) -> String {
        "\(document.definition.service)/\(document.definition.name)"
    }

    private static func byName(_ documents: [SLODocument]) -> [String: SLODocument] {
        Dictionary(documents.map { (name($0), $0) }) { first, _ in first }
    }

    private static func promise(_ document: SLODocument) -> String {
        "\(DecimalText.percent(document.definition.objective)) % over \(document.definition.window.text)"
    }

    /// What may be bad, in events and in time.
    private static func budget(_ document: SLODocument) -> String {
        let definition = document.definition
        let million = DecimalText.text(Int128(definition.objective.budgetPartsPerBillion), decimals: 3)
        return "\(million) of a million events, or \(outage(definition)) of full outage"
    }

    private static func outage(_ definition: SLODefinition) -> String {
        // Below 2^63: at most a leap year in seconds times 10^9.
        let seconds = definition.windowLength.components.seconds * definition.objective.budgetPartsPerBillion
        let (whole, rest) = seconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return whole < 60
            ? "\(DecimalText.text(Int128(whole * 1_000 + rest / 1_000_000), decimals: 3)) s"
            : DurationText.text(.seconds(whole))
    }

    // MARK: One SLO

    private static func changes(_ old: SLODocument, _ new: SLODocument) -> [String] {
        var lines: [String] = []
        let (a, b) = (old.definition, new.definition)
        if a.objective != b.objective || a.window != b.window {
            let ratio = Double(b.objective.budgetPartsPerBillion) / Double(a.objective.budgetPartsPerBillion)
            let change =
                ratio == 1
                ? "the same share of events"
                : "\(DecimalText.number((ratio * 1_000).rounded() / 1_000)) times the budget"
            lines.append("\(promise(old)) -> \(promise(new)): \(change); now \(budget(new))")
        }
        if a.budgeting != b.budgeting {
            lines.append("the budget counts something else: what was spent cannot be compared")
        }
        if old.indicator != new.indicator {
            lines.append("the indicator changes: until its window has passed, the budget mixes both")
        }
        if old.labels != new.labels || old.owner != new.owner {
            lines.append(
                "labels change, and so the recorded series: windows longer than 6h begin anew")
        }
        if a.noData != b.noData {
            lines.append("time without events was \(a.noData.rawValue) and is \(b.noData.rawValue)")
        }
        if a.maintenance != b.maintenance {
            lines.append(
                "maintenance changes (\(a.maintenance.count) -> \(b.maintenance.count) spans): what was counted stays")
        }
        return lines + tiers(old, new) + texts(old, new)
    }

    private static func tiers(_ old: SLODocument, _ new: SLODocument) -> [String] {
        let before = described(old)
        let after = described(new)
        let removed = before.filter { !after.contains($0) }
        let added = after.filter { !before.contains($0) }
        var lines = removed.map { "no longer: \($0)" } + added.map { "now: \($0)" }
        let (a, b) = (old.definition.alerting, new.definition.alerting)
        if a.minFailures != b.minFailures { lines.append("min_failures \(a.minFailures) -> \(b.minFailures)") }
        if a.minEvents != b.minEvents { lines.append("min_events \(a.minEvents) -> \(b.minEvents)") }
        if a.confidence != b.confidence {
            lines.append("confidence \(described(a.confidence)) -> \(described(b.confidence))")
        }
        return lines
    }

    private static func described(_ confidence: ConfidenceGuard?) -> String {
        guard let confidence else { return "none" }
        return "\(DecimalText.number(confidence.level)) (\(confidence.method.rawValue))"
    }

    /// A tier by what it does: from which error ratio on it fires, how soon in an outage, and what is spent by then.
    private static func described(_ document: SLODocument) -> [String] {
        let definition = document.definition
        return definition.alerting.tiers.map { tier in
            let threshold = DecimalText.threshold(tier, definition.objective)
            let long = tier.longWindow.components.seconds
            let detection = tier.factor * definition.objective.budgetRatio * Double(long)
            let window = definition.windowLength.components.seconds
            let spent = tier.factor * Double(long) / Double(window) * 100
            return "\(tier.severity.rawValue) above \(threshold) bad over \(DurationText.text(tier.longWindow)) and "
                + "\(DurationText.text(tier.shortWindow)) (burn rate \(DecimalText.number(tier.factor))), in a full outage "
                + "after \(rounded(detection)) s, with \(rounded(spent)) % of the budget spent"
        }
    }

    private static func rounded(_ value: Double) -> String { DecimalText.number((value * 10).rounded() / 10) }

    private static func texts(_ old: SLODocument, _ new: SLODocument) -> [String] {
        var lines: [String] = []
        if old.alerts.name != new.alerts.name {
            lines.append(
                "alerts are called \(new.alerts.name), no longer \(old.alerts.name): routes and silences by name miss them"
            )
        }
        if old.alerts.labels != new.alerts.labels || old.alerts.page != new.alerts.page
            || old.alerts.ticket != new.alerts.ticket
        {
            lines.append("labels or annotations of alerts change: look at their routes")
        }
        if old.alerts.whenNoData != new.alerts.whenNoData {
            lines.append(new.alerts.whenNoData ? "missing data alerts now" : "missing data alerts no longer")
        }
        return lines
    }
}
