import NinesSLO
import NinesSLOTools

/// Reads SLOs of OpenSLO, v1 and v1alpha.
struct OpenSLOReader {
    let origin: DocumentOrigin
    let catalogue: OpenSLOCatalogue
    let warnings: ProblemLog
    let ruleWarnings: ProblemLog

    private static let specKeys = [
        "description", "service", "indicator", "indicatorRef", "timeWindow", "timeWindows", "budgetingMethod",
        "objectives", "alertPolicies",
    ]
    private static let objectiveKeys = [
        "displayName", "op", "value", "target", "targetPercent", "timeSliceTarget", "timeSliceWindow", "indicator",
        "indicatorRef", "compositeWeight", "ratioMetrics",
    ]

    /// One document for each objective.
    func documents(_ root: Field) -> [(document: SLODocument, field: Field)] {
        guard
            let outer = ForeignSection(root, known: ["apiVersion", "kind", "metadata", "spec"], warnings: warnings),
            let metadata = outer.required("metadata"), let spec = outer.required("spec"),
            let meta = ForeignSection(
                metadata, known: ["name", "displayName", "labels", "annotations"], warnings: warnings),
            let section = ForeignSection(spec, known: Self.specKeys, warnings: warnings)
        else { return [] }
        let name = meta.required("name")?.name()
        let service = section.required("service")?.name()
        if let service { _ = catalogue.object("Service", named: service) }
        let windows = OpenSLOWindow(spec: spec, warnings: warnings)
        let window =
            origin == .openSLO ? windows.window(section["timeWindow"]) : windows.alphaWindow(section["timeWindows"])
        let objectives = section.required("objectives")?.items() ?? []
        guard let name, let service, let window else { return [] }
        let displayName = meta["displayName"]?.text(mayBeEmpty: true)
        return objectives.enumerated().compactMap { index, field in
            guard let inner = ForeignSection(field, known: Self.objectiveKeys, warnings: warnings) else { return nil }
            let parts = Parts(
                name: objectives.count > 1 ? "\(name)-\(index)" : name, service: service, window: window,
                description: section["description"]?.text(mayBeEmpty: true) ?? displayName)
            guard var document = document(parts, spec: section, objective: inner) else { return nil }
            document.labels = RuleLabelReader.openSLOLabels(meta["labels"], warnings: ruleWarnings)
            document.annotations = RuleLabelReader.openSLOLabels(meta["annotations"], warnings: ruleWarnings)
            document.openSLO.displayName = displayName
            document.openSLO.objectiveDisplayName = inner["displayName"]?.text(mayBeEmpty: true)
            document.openSLO.labels = RuleLabelReader.openSLO(meta["labels"])
            document.openSLO.annotations = RuleLabelReader.openSLO(meta["annotations"])
            return (document, field)
        }
    }

    private struct Parts {
        var name: String
        var service: String
        var window: SLOWindow
        var description: String?
    }

    private func document(_ parts: Parts, spec: ForeignSection, objective: ForeignSection) -> SLODocument? {
        objective.skip("compositeWeight", "each objective has an SLO of its own", warnings: warnings)
        let target = self.target(objective)
        let budgeting = BudgetingMethod(spec: spec.field, warnings: warnings)
            .budgeting(spec["budgetingMethod"], objective)
        let indicator = self.indicator(spec, objective)
        guard let target, let budgeting, let indicator else { return nil }
        let alerts = OpenSLOAlertReader(
            catalogue: catalogue, warnings: warnings, definition: (parts.window.length, target),
            timeslice: budgeting.sliceLength
        ).alerting(spec["alertPolicies"])
        do {
            let definition = try SLODefinition(
                name: parts.name, service: parts.service, objective: target, window: parts.window,
                budgeting: budgeting,
                alerting: try policy(alerts, parts.window.length, target, budgeting, objective.field),
                description: parts.description)
            if alerts.isAskedFor { objective.field.warnIfSilent(definition, warnings) }
            var document = SLODocument(definition: definition, indicator: indicator.value)
            document.origin = origin
            document.alerts.whenNoData = alerts.whenNoData ?? true
            document.openSLO.indicator = indicator.name
            document.openSLO.indicatorDisplayName = indicator.displayName
            document.openSLO.alertPolicies = alerts.names
            return document
        } catch {
            objective.field.report("\(error.key) \(error.sentence)")
            return nil
        }
    }

    /// The documents' own conditions; without any, the workbook's: its windows as they are from 7 days on, scaled
    /// below.
    private func policy(
        _ alerts: OpenSLOAlertReader.Alerting, _ window: Duration, _ target: Objective, _ budgeting: Budgeting,
        _ field: Field
    ) throws(SLOError) -> AlertPolicy {
        guard alerts.tiers.isEmpty else { return AlertPolicy(tiers: alerts.tiers, minFailures: 1) }
        guard window >= .seconds(7 * 86_400) else {
            var policy = AlertPolicy.workbook(for: window, timeslice: budgeting.sliceLength)
            policy.minFailures = 1
            let usable = policy.reachable(at: target, within: window).tiers
            for tier in policy.tiers where !usable.contains(tier) {
                let reason =
                    tier.factor * target.budgetRatio < 1
                    ? "the window \(DurationText.text(window)) is too short for it beside the others"
                    : "no burn rate exceeds its factor \(plainText(tier.factor)) at objective "
                        + "\(plainText(target.ratio)), where the highest is \(target.highestBurnRate)"
                field.warn(
                    warnings,
                    "the \(tier.severity.rawValue) tier over \(DurationText.text(tier.longWindow)) is left out: \(reason)"
                )
            }
            policy.tiers = usable
            return policy
        }
        var (policy, notes) = try BudgetShareTiers.workbook.policy(window: window, objective: target)
        for note in notes { field.warn(warnings, note) }
        if let slice = budgeting.sliceLength {
            policy.tiers.removeAll { tier in
                guard tier.shortWindow < slice * 2 else { return false }
                field.warn(
                    warnings,
                    "the \(tier.severity.rawValue) tier over \(DurationText.text(tier.longWindow)) is left out: its short "
                        + "window holds fewer than two timeslices")
                return true
            }
        }
        return policy
    }

    private func target(_ objective: ForeignSection) -> Objective? {
        guard objective.atMostOne(of: ["target", "targetPercent"]) else { return nil }
        if let percent = objective["targetPercent"] { return percent.percentage(warnings: warnings) }
        return objective.required("target").flatMap { $0.objective() }
    }

    // MARK: Indicators

    private struct NamedIndicator {
        var value: Indicator
        var name: String?
        var displayName: String?
    }

    private func indicator(_ spec: ForeignSection, _ objective: ForeignSection) -> NamedIndicator? {
        if origin == .openSLOAlpha {
            return AlphaIndicatorReader(warnings: warnings).indicator(spec, objective).map { NamedIndicator(value: $0) }
        }
        let keys = ["indicator", "indicatorRef"]
        guard let owner = [objective, spec].first(where: { owner in keys.contains { owner[$0] != nil } }) else {
            spec.field.report("indicator or indicatorRef is missing")
            return nil
        }
        guard owner.atMostOne(of: keys) else { return nil }
        for key in keys where objective[key] != nil {
            for other in keys { spec.skip(other, "the objective has an indicator of its own", warnings: warnings) }
        }
        let object: Field?
        if let inline = owner["indicator"] {
            object = inline
            if inline.child("spec") == nil { inline.report("spec is missing") }
        } else {
            let name = owner["indicatorRef"]?.text()
            object = name.flatMap { catalogue.object("SLI", named: $0) }
            if object == nil, let name {
                owner["indicatorRef"]?.report("no SLI \(Quoted.value(name)) is among the files")
            }
        }
        guard let object, let sli = object.child("spec") else { return nil }
        if sli.keys.contains("ratioMetric") { OpenSLOIndicatorReader.skipComparison(objective, warnings) }
        let comparison = OpenSLOIndicatorReader.Comparison(
            op: objective["op"].flatMap { $0.choice(of: ThresholdIndicator.Comparison.self) },
            value: objective["value"].flatMap { $0.number() })
        let metadata = object.child("metadata")
        object.warnOfLabels(warnings)
        return OpenSLOIndicatorReader(catalogue: catalogue, warnings: warnings).indicator(sli, comparison).map {
            NamedIndicator(value: $0, name: metadata?.peek("name"), displayName: metadata?.peek("displayName"))
        }
    }
}

/// OpenSLO's budgeting methods.
private struct BudgetingMethod {
    let spec: Field
    let warnings: ProblemLog

    func budgeting(_ method: Field?, _ objective: ForeignSection) -> Budgeting? {
        if method == nil { spec.warn(warnings, "budgetingMethod is missing: Occurrences is assumed") }
        guard let text = method.map({ $0.text() }) ?? "Occurrences" else { return nil }
        if text != "Timeslices" {
            objective.skip("timeSliceTarget", "\(text) have no target of their own", warnings: warnings)
        }
        if text == "Occurrences" {
            objective.skip("timeSliceWindow", "Occurrences are not counted by timeslices", warnings: warnings)
            return .occurrences
        }
        let slice = objective["timeSliceWindow"].map { $0.duration(atLeast: .seconds(1)) } ?? .seconds(60)
        guard let slice else { return nil }
        if objective["timeSliceWindow"] == nil {
            objective.field.warn(warnings, "timeSliceWindow is missing: 1m is assumed")
        }
        switch text {
        case "RatioTimeslices": return .ratioTimeslices(length: slice)
        case "Timeslices":
            guard let target = objective.required("timeSliceTarget").flatMap({ $0.objective() }) else {
                return nil
            }
            return .timeslices(length: slice, objective: target)
        default:
            method?.report("\(Quoted.value(text)) is not one of Occurrences, Timeslices, RatioTimeslices")
            return nil
        }
    }
}
