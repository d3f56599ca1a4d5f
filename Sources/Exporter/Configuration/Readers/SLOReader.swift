import NinesSLO

/// Reads `slos`.
struct SLOReader {
    /// Of the indicators that the exporter computes itself.
    static let kinds: [IndicatorKey] = [.probe, .composite]

    let targets: TargetReader.Targets
    let warnings: ProblemLog

    /// The entries by what their events are.
    struct SLOs {
        var probes: [ProbeSLO] = []
        var composites: [CompositeSLO] = []
    }

    func slos(_ field: Field?) -> SLOs {
        var known: [[String]: Field] = [:]
        var slos = SLOs()
        var composites = CompositeReader()
        for item in field?.items() ?? [] {
            guard let section = Section(item, keys: SLOKey.self) else { continue }
            checkUnique(section, known: &known)
            if CompositeReader.reads(section) {
                composites.read(section)
            } else if let slo = slo(section) {
                slos.probes.append(slo)
            }
        }
        slos.composites = composites.checked(among: slos.probes.map(\.definition), named: Set(known.keys))
        return slos
    }

    func checkUnique(_ section: Section<SLOKey>, known: inout [[String]: Field]) {
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
        let read = DefinitionReader().definition(section)
        let indicator = section.required(.indicator).flatMap(ProbeIndicatorReader(targets: targets).indicator)
        guard let (definition, alerting) = read, let indicator else { return nil }
        // The same file makes rules, which are not to find problems that were not found here.
        _ = RuleTexts(section, alerting: alerting.section)
        let slo = ProbeSLO(
            definition: definition, target: indicator.target.name, fasterThan: indicator.fasterThan?.value)
        for warning in definition.defaultsLeftOut {
            warnings.report(line: section.field.line, path: section.field.path, warning)
        }
        LowTraffic(slo: section.field, alerting: alerting, warnings: warnings)
            .warn(about: definition, on: indicator.target)
        indicator.warnIfNeverSlow(warnings)
        return slo
    }
}

extension SLOError {
    /// The rule without the key, which the path before it names.
    var sentence: String {
        let text = description.hasPrefix(key + " ") ? String(description.dropFirst(key.count + 1)) : description
        return Quoted.oneLine(text)
    }
}
