import NinesSLO

/// Reads `slos`.
struct SLOReader {
    let targets: TargetReader.Targets
    let warnings: ProblemLog

    func slos(_ field: Field?) -> [ProbeSLO] {
        var known: [[String]: Field] = [:]
        return (field?.items() ?? []).compactMap { item in
            guard let section = Section(item, keys: SLOKey.self) else { return nil }
            checkUnique(section, known: &known)
            return slo(section)
        }
    }

    private func checkUnique(_ section: Section<SLOKey>, known: inout [[String]: Field]) {
        guard case .scalar(let name, _)? = section[.name]?.node.content,
            case .scalar(let service, _)? = section[.service]?.node.content
        else { return }
        if let other = known[[service, name]] {
            section[.name]?.report(
                "\(Quoted.value(name)) of service \(Quoted.value(service)) is \(other.path) on line \(other.line) too")
        } else {
            known[[service, name]] = section.field
        }
    }

    private func slo(_ section: Section<SLOKey>) -> ProbeSLO? {
        let name = section.required(.name)?.name()
        let service = section.required(.service)?.name()
        let description = section[.description].map { $0.text() }
        let objective = section.required(.objective).flatMap(objective)
        let window = section.required(.window).flatMap(window)
        let indicator = section.required(.indicator).flatMap(ProbeIndicatorReader(targets: targets).indicator)
        guard let name, let service, let objective, let window else { return nil }
        let alerting = AlertingReader(window: window).alerting(section[.alerting])
        guard let alerting else { return nil }
        let definition = DefinitionCheck(section: section, alerting: alerting).definition { policy throws(SLOError) in
            try SLODefinition(
                name: name, service: service, objective: objective, window: .rolling(window), alerting: policy,
                description: description ?? nil)
        }
        guard let definition, let indicator else { return nil }
        let slo = ProbeSLO(
            definition: definition, target: indicator.target.name, fasterThan: indicator.fasterThan?.value)
        LowTraffic(slo: section.field, alerting: alerting, warnings: warnings)
            .warn(about: definition, on: indicator.target)
        indicator.warnIfNeverSlow(warnings)
        return slo
    }

    private func objective(_ field: Field) -> Objective? {
        guard let text = field.text() else { return nil }
        if let ratio = meantRatio(text) {
            field.report("\(Quoted.value(text)) is not a ratio between 0 and 1 (write \(ratio), not \(text))")
            return nil
        }
        guard let ratio = field.number() else { return nil }
        do {
            return try Objective(ratio: ratio)
        } catch {
            field.report(error.sentence)
            return nil
        }
    }

    /// Of a percentage, with its sign or without; nil for anything else.
    private func meantRatio(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        guard let percentage = Double(isPercentage ? String(text.dropLast()) : text), percentage < 100,
            isPercentage ? percentage > 0 : percentage > 1
        else { return nil }
        // Rounded to what an objective can hold, because 99.9 / 100 is 0.9990000000000001.
        let ratio = (percentage * 1e7).rounded() / 1e9
        return ratio > 0 && ratio < 1 ? ratio : nil
    }

    private func window(_ field: Field) -> Duration? {
        if case .mapping(let entries) = field.node.content, entries.contains(where: { $0.key == "calendar" }) {
            field.report("calendar windows are not supported yet (write a rolling window such as 30d)")
            return nil
        }
        return field.duration()
    }
}

extension SLOError {
    /// The rule without the key, which the path before it names.
    var sentence: String {
        let text = description.hasPrefix(key + " ") ? String(description.dropFirst(key.count + 1)) : description
        return Quoted.oneLine(text)
    }
}
