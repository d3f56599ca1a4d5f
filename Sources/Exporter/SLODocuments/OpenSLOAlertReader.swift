import NinesSLO
import NinesSLOTools

/// OpenSLO's alert policies: each condition is a tier.
struct OpenSLOAlertReader {
    let catalogue: OpenSLOCatalogue
    let warnings: ProblemLog
    let definition: (window: Duration, objective: Objective)

    struct Alerting {
        /// Empty where the documents have no usable conditions.
        var tiers: [BurnRateTier] = []
        var whenNoData: Bool?
    }

    func alerting(_ field: Field?) -> Alerting {
        var alerting = Alerting()
        for item in field?.items() ?? [] { read(item, &alerting) }
        return alerting
    }

    /// A policy, inline or by name.
    private func read(_ item: Field, _ alerting: inout Alerting) {
        guard let spec = spec(of: item, reference: "alertPolicyRef", kind: "AlertPolicy"),
            let section = ForeignSection(
                spec,
                known: [
                    "description", "alertWhenNoData", "alertWhenResolved", "alertWhenBreaching", "conditions",
                    "notificationTargets",
                ], warnings: warnings)
        else { return }
        section.skip("notificationTargets", "Alertmanager routes alerts by their labels", warnings: warnings)
        section.skip("alertWhenResolved", "Alertmanager tells what is resolved", warnings: warnings)
        if let flag = section["alertWhenNoData"]?.flag() { alerting.whenNoData = flag || alerting.whenNoData == true }
        guard section["alertWhenBreaching"]?.flag() != false else { return }
        for condition in section["conditions"]?.items() ?? [] {
            guard let spec = self.spec(of: condition, reference: "conditionRef", kind: "AlertCondition"),
                let tier = tier(spec)
            else { continue }
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

    private func spec(of item: Field, reference: String, kind: String) -> Field? {
        if let spec = item.child("spec") { return spec }
        let name = item.peek(reference) ?? item.peek("targetRef") ?? item.peek("name")
        if let name, let spec = catalogue.spec(kind, named: name) { return spec }
        item.warn(warnings, "is not carried over: no \(kind) \(name.map { Quoted.value($0) } ?? "") is among the files")
        return nil
    }

    private func tier(_ spec: Field) -> BurnRateTier? {
        guard
            let section = ForeignSection(spec, known: ["description", "severity", "condition"], warnings: warnings),
            let field = section.required("condition"),
            let condition = ForeignSection(
                field, known: ["kind", "op", "threshold", "lookbackWindow", "alertAfter"], warnings: warnings),
            let factor = condition.required("threshold")?.number(),
            let long = condition.required("lookbackWindow")?.duration(atLeast: .seconds(1))
        else { return nil }
        let op = condition["op"]?.text() ?? "gt"
        guard op == "gt" || op == "gte" else {
            field.warn(warnings, "is not carried over: a burn rate alerts when it is above its threshold, not \(op)")
            return nil
        }
        guard factor * definition.objective.budgetRatio < 1, long <= definition.window else {
            field.warn(
                warnings,
                "is not carried over: no burn rate exceeds threshold \(DecimalText.number(factor)) over "
                    + "\(DurationText.text(long)) at this objective and window")
            return nil
        }
        let pending = condition["alertAfter"]?.duration() ?? .zero
        let short = Duration.seconds(max(long.components.seconds / 12, 2))
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

    /// Free text in OpenSLO.
    private func severity(_ text: String, _ field: Field) -> Severity {
        if let severity = Severity(rawValue: text.lowercased()) { return severity }
        let pages = ["critical", "high", "urgent", "emergency", "sev1", "p1"]
        let severity = pages.contains(text.lowercased()) ? Severity.page : .ticket
        field.warn(warnings, "the severity \(Quoted.value(text)) becomes \(severity.rawValue)")
        return severity
    }
}
