import NinesSLO
import NinesSLOTools

/// Reads sloth's `prometheus/v1`, and the same in a `PrometheusServiceLevel` of Kubernetes, whose keys are in camel
/// case.
struct SlothReader {
    let origin: DocumentOrigin
    let windows: SlothWindows
    let warnings: ProblemLog

    /// The key as this spelling has it.
    private func key(_ snake: String) -> String {
        guard origin == .slothKubernetes else { return snake }
        let words = snake.split(separator: "_")
        return words.dropFirst().reduce(words.first.map(String.init) ?? "") {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        }
    }

    private func section(_ field: Field, _ known: String...) -> ForeignSection? {
        ForeignSection(field, known: known.map(key), warnings: warnings)
    }

    /// - Parameter root: the document, or the `spec` of the Kubernetes resource.
    func documents(_ root: Field) -> [(document: SLODocument, field: Field)] {
        guard let section = section(root, "version", "service", "labels", "slo_plugins", "slos") else { return [] }
        let service = section.required("service")?.name()
        let labels = RuleLabelReader.labels(section["labels"])
        warnOfPlugins(section[key("slo_plugins")])
        let slos = section.required("slos")?.items() ?? []
        if slos.isEmpty, section["slos"] != nil { root.report("slos must not be empty") }
        return slos.compactMap { field in
            guard let service else { return nil }
            return document(field, service: service, labels: labels).map { ($0, field) }
        }
    }

    private func document(_ field: Field, service: String, labels: [String: String]) -> SLODocument? {
        guard
            let section = section(
                field, "name", "objective", "description", "labels", "sli", "alerting", "plugins")
        else { return nil }
        let name = section.required("name")?.name()
        let objective = section.required("objective").flatMap { $0.percentage(warnings: warnings) }
        let indicator = section.required("sli").flatMap(indicator)
        let own = RuleLabelReader.labels(section["labels"])
        warnOfPlugins(section["plugins"])
        guard let alerting = alerting(section["alerting"]), let name, let objective, let indicator else { return nil }
        do {
            // Of what is switched off there is nothing to say.
            var shares = windows.shares
            shares.tiers.removeAll { alerting.disabled.contains($0.severity) }
            let (policy, notes) = try shares.policy(window: windows.period, objective: objective)
            for note in notes { field.warn(warnings, note) }
            let definition = try SLODefinition(
                name: name, service: service, objective: objective, window: .rolling(windows.period), alerting: policy,
                description: section["description"]?.text(mayBeEmpty: true))
            var document = SLODocument(definition: definition, indicator: indicator)
            document.origin = origin
            document.labels = labels.merging(own) { $1 }
            document.alerts = alerting.texts
            if alerting.disabled.count < Severity.allCases.count { field.warnIfSilent(definition, warnings) }
            return document
        } catch {
            field.report("\(error.key) \(error.sentence)")
            return nil
        }
    }

    private func warnOfPlugins(_ field: Field?) {
        for plugin in field?.child("chain")?.items() ?? [] {
            let name = plugin.peek("id").map { Quoted.value($0) } ?? "without id"
            plugin.warn(warnings, "is not carried over: the SLO plugin \(name) is a Go program")
        }
    }

    // MARK: Indicators

    private func indicator(_ field: Field) -> Indicator? {
        guard let section = section(field, "raw", "events", "plugin") else { return nil }
        if let plugin = section["plugin"] {
            let name = plugin.peek("id").map { Quoted.value($0) } ?? "without id"
            plugin.report(
                "the SLI plugin \(name) is a Go program, which cannot be run here (write its queries as events)")
            return nil
        }
        switch (section["events"], section["raw"]) {
        case (let events?, nil): return self.events(events)
        case (nil, let raw?): return self.raw(raw)
        default:
            field.report("exactly one of events and raw is needed")
            return nil
        }
    }

    private func events(_ field: Field) -> Indicator? {
        guard let section = section(field, "error_query", "total_query") else { return nil }
        let reader = QueryReader(warnings: warnings)
        let bad = section.required(key("error_query")).flatMap(reader.sloth)
        let total = section.required(key("total_query")).flatMap(reader.sloth)
        guard let bad, let total else { return nil }
        return .events(EventIndicator(bad: .query(bad), total: .query(total)))
    }

    private func raw(_ field: Field) -> Indicator? {
        guard let section = section(field, "error_ratio_query") else { return nil }
        let query = section.required(key("error_ratio_query")).flatMap(QueryReader(warnings: warnings).sloth)
        return query.map { .ratio(RatioIndicator(error: $0)) }
    }

    // MARK: Alerts

    private struct Alerting {
        var texts = AlertTexts()
        var disabled: Set<Severity> = []
    }

    /// Nil when it cannot be read.
    private func alerting(_ field: Field?) -> Alerting? {
        var alerting = Alerting()
        guard let field else {
            for severity in Severity.allCases {
                alerting.texts[severity].annotations = Self.defaultAnnotations(severity)
            }
            return alerting
        }
        guard let section = section(field, "name", "labels", "annotations", "page_alert", "ticket_alert") else {
            return nil
        }
        if let name = section["name"]?.text() { alerting.texts.name = name }
        alerting.texts.labels = RuleLabelReader.labels(section["labels"])
        alerting.texts.annotations = RuleLabelReader.annotations(section["annotations"])
        for (severity, name) in [(Severity.page, "page_alert"), (.ticket, "ticket_alert")] {
            alerting.texts[severity].annotations = Self.defaultAnnotations(severity)
                .merging(alerting.texts.annotations) { $1 }
            guard let field = section[key(name)],
                let part = self.section(field, "disable", "labels", "annotations")
            else { continue }
            if part["disable"]?.flag() == true { alerting.disabled.insert(severity) }
            alerting.texts[severity].labels = RuleLabelReader.labels(part["labels"])
            alerting.texts[severity].annotations.merge(RuleLabelReader.annotations(part["annotations"])) { $1 }
        }
        return alerting
    }

    /// Sloth's own texts, so that routes and unit tests that were written for its rules go on to match. Source:
    /// `internal/plugin/slo/core/alert_rules_v1` of sloth 0.16.
    private static func defaultAnnotations(_ severity: Severity) -> [String: String] {
        let slo = "{{$labels.sloth_service}} {{$labels.sloth_slo}}"
        return [
            "title": "(\(severity.rawValue)) \(slo) SLO error budget burn rate is too fast.",
            "summary": "\(slo) SLO error budget burn rate is over expected.",
        ]
    }
}

extension Field {
    /// Names an SLO whose alerts were asked for and of which none is left.
    func warnIfSilent(_ definition: SLODefinition, _ warnings: ProblemLog) {
        guard definition.alerting.tiers.isEmpty else { return }
        warn(
            warnings,
            "no alert is left: at objective \(plainText(definition.objective.ratio)) over \(definition.window.text) no burn "
                + "rate exceeds any tier's factor; raise the objective or lower the factors")
    }

    /// The value under a key of a mapping; nil where there is none.
    func child(_ key: String) -> Field? {
        guard case .mapping(let entries) = node.content, let entry = entries.first(where: { $0.key == key }),
            !entry.value.isNull
        else { return nil }
        return child(entry.value, key: key)
    }
}
