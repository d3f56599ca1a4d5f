import NinesSLO
import NinesSLOTools

/// OpenSLO's alert policies: each condition is a tier.
struct OpenSLOAlertReader {
    let catalogue: OpenSLOCatalogue
    let warnings: ProblemLog
    let definition: (window: Duration, objective: Objective)
    /// The SLO's timeslices, of which a short window holds at least two.
    let timeslice: Duration?

    struct Alerting {
        /// Empty where the documents have no usable conditions.
        var tiers: [BurnRateTier] = []
        var whenNoData: Bool?
        /// Of the policies, where they have some.
        var names: [String] = []
        /// False when every policy has alertWhenBreaching off.
        var isAskedFor = true
    }

    func alerting(_ field: Field?) -> Alerting {
        var alerting = Alerting()
        let items = field?.items() ?? []
        alerting.isAskedFor = items.isEmpty
        for item in items { read(item, &alerting) }
        return alerting
    }

    /// A policy, inline or by name.
    private func read(_ item: Field, _ alerting: inout Alerting) {
        guard let policy = object(of: item, reference: "alertPolicyRef", kind: "AlertPolicy"),
            let spec = policy.child("spec"),
            let section = ForeignSection(
                spec,
                known: [
                    "description", "alertWhenNoData", "alertWhenResolved", "alertWhenBreaching", "conditions",
                    "notificationTargets",
                ], warnings: warnings)
        else { return }
        policy.warnOfLabels(warnings)
        if let name = policy.child("metadata")?.peek("name") { alerting.names.append(name) }
        section.skip("notificationTargets", "Alertmanager routes alerts by their labels", warnings: warnings)
        section.skip("alertWhenResolved", "Alertmanager notifies of what is resolved", warnings: warnings)
        if let flag = section["alertWhenNoData"]?.flag() { alerting.whenNoData = flag || alerting.whenNoData == true }
        guard section["alertWhenBreaching"]?.flag() != false else { return }
        alerting.isAskedFor = true
        for condition in section["conditions"]?.items() ?? [] {
            guard let object = object(of: condition, reference: "conditionRef", kind: "AlertCondition"),
                let tier = object.child("spec").flatMap(tier)
            else { continue }
            object.warnOfLabels(warnings)
            let isKnown = alerting.tiers.contains {
                $0.severity == tier.severity && $0.longWindow == tier.longWindow
            }
            if isKnown {
                condition.warn(warnings, "is not carried over: another condition has its severity and lookbackWindow")
            } else {
                alerting.tiers.append(tier)
            }
        }
    }

    /// The item itself, or what it names.
    private func object(of item: Field, reference: String, kind: String) -> Field? {
        if item.child("spec") != nil {
            item.child(reference)?.warn(warnings, "is not carried over: the \(kind) is here itself")
            return item
        }
        let name = item.peek(reference) ?? item.peek("targetRef") ?? item.peek("name")
        if let name, let object = catalogue.object(kind, named: name), object.child("spec") != nil { return object }
        item.warn(warnings, "is not carried over: no \(kind) \(name.map { Quoted.value($0) } ?? "") is among the files")
        return nil
    }

    private func tier(_ spec: Field) -> BurnRateTier? {
        guard
            let section = ForeignSection(spec, known: ["description", "severity", "condition"], warnings: warnings),
            let field = section.required("condition"),
            let condition = ForeignSection(
                field, known: ["kind", "op", "threshold", "lookbackWindow", "alertAfter"], warnings: warnings),
            isBurnRate(condition), let factor = condition.required("threshold")?.number(),
            let long = condition.required("lookbackWindow")?.duration(atLeast: .seconds(1))
        else { return nil }
        let op = condition["op"]?.text() ?? "gt"
        guard op == "gt" || op == "gte" else {
            field.warn(warnings, "is not carried over: a burn rate alerts when it is above its threshold, not \(op)")
            return nil
        }
        if op == "gte" {
            condition["op"]?.warn(warnings, "becomes gt: a burn rate of exactly the threshold does not alert")
        }
        guard factor * definition.objective.budgetRatio < 1, long <= definition.window else {
            field.warn(
                warnings,
                "is not carried over: no burn rate exceeds threshold \(DecimalText.number(factor)) over "
                    + "\(DurationText.text(long)) at this objective and window")
            return nil
        }
        let pending = condition["alertAfter"]?.duration() ?? .zero
        let short = Duration.seconds(
            max(long.components.seconds / 12, 2 * (timeslice ?? .seconds(1)).components.seconds))
        guard short < long else {
            field.warn(
                warnings,
                "is not carried over: \(DurationText.text(long)) is too short for timeslices of "
                    + DurationText.text(timeslice ?? .zero))
            return nil
        }
        if section["severity"] == nil { spec.warn(warnings, "severity is missing: page is assumed") }
        let severity = section["severity"]?.text() ?? "page"
        do {
            return try BurnRateTier(
                severity: self.severity(severity, spec), factor: factor, longWindow: long, shortWindow: short,
                pending: pending)
        } catch {
            field.report("\(error.key) \(error.sentence)")
            return nil
        }
    }

    /// The only kind that OpenSLO defines.
    private func isBurnRate(_ condition: ForeignSection) -> Bool {
        guard let kind = condition["kind"] else { return true }
        guard let text = kind.text() else { return false }
        guard text.lowercased() == "burnrate" else {
            kind.warn(warnings, "is not carried over: a condition of kind \(Quoted.value(text)) (burnrate is read)")
            return false
        }
        return true
    }

    /// Free text in OpenSLO.
    private func severity(_ text: String, _ field: Field) -> Severity {
        if let severity = Severity(rawValue: text.lowercased()) { return severity }
        let pages = ["critical", "high", "urgent", "emergency", "sev1", "p1"]
        let severity = pages.contains(text.lowercased()) ? Severity.page : .ticket
        field.warn(warnings, "the severity \(Quoted.value(text)) becomes \(severity.rawValue)")
        return severity
    }
}
