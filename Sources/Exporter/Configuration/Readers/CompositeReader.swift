import NinesSLO
import NinesSLOTools

/// Reads the entries of `slos` that are made of others: first each by itself, then against the others, which may stand
/// behind it.
struct CompositeReader {
    private var read: [(slo: CompositeSLO, section: Section<SLOKey>)] = []

    /// Whether the entry has such an indicator, right or wrong.
    static func reads(_ section: Section<SLOKey>) -> Bool {
        guard case .mapping(let entries)? = section[.indicator]?.node.content else { return false }
        return entries.contains { $0.key == IndicatorKey.composite.rawValue }
    }

    mutating func read(_ section: Section<SLOKey>) {
        let definition = DefinitionReader().definition(section)
        // It knows all kinds, and that there may be only one of them.
        let service = section[.service]?.name() ?? ""
        guard
            case .composite(let composite)? = section[.indicator].flatMap(IndicatorReader(service: service).indicator),
            let (definition, alerting) = definition
        else { return }
        // As for an SLO of probes: the same file makes rules.
        _ = RuleTexts(section, alerting: alerting.section)
        read.append((CompositeSLO(definition: definition, indicator: composite), section))
    }

    /// Those that the other SLOs make, the rest being reported.
    ///
    /// - Parameter named: service and name of every SLO of the file, usable or not: what is wrong with a part is
    ///   reported there.
    func checked(among definitions: [SLODefinition], named: Set<[String]>) -> [CompositeSLO] {
        let known = Dictionary(definitions.map { ([$0.service, $0.name], $0) }) { first, _ in first }
        let composites = Set(read.map { [$0.slo.definition.service, $0.slo.definition.name] })
        return read.compactMap { slo, section in
            let broken = slo.indicator.parts.contains { part in
                let name = [part.service, part.slo]
                return known[name] == nil && named.contains(name) && !composites.contains(name)
            }
            guard !broken else { return nil }
            do throws(SLOError) {
                try slo.indicator.check(slo.definition) { known[[$0.service, $0.slo]] }
                return slo
            } catch {
                let key = error.key == "tiers" ? SLOKey.alerting : SLOKey(rawValue: error.key)
                (key.flatMap { section[$0] } ?? section[.indicator] ?? section.field).report(error.sentence)
                return nil
            }
        }
    }
}
