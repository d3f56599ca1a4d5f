import NinesSLO
import NinesSLOTools

// The indicators that the exporter computes itself.

/// Reads `indicator: {probe: {target, faster_than}}`.
struct ProbeIndicatorReader {
    struct Indicator {
        let name: String
        /// Nil for one that discovery may find, and has not yet.
        let target: Target?
        var fasterThan: (value: Duration, field: Field)?

        /// A probe ends at its timeout, so a threshold from there on never makes a successful one slow.
        func warnIfNeverSlow(_ warnings: ProblemLog) {
            guard let target, let fasterThan, fasterThan.value >= target.timeout else { return }
            warnings.report(
                line: fasterThan.field.line, path: fasterThan.field.path,
                "\(DurationText.text(fasterThan.value)) is not below the timeout \(DurationText.text(target.timeout)) "
                    + "of target \(Quoted.value(target.name)): no successful probe is too slow")
        }
    }

    let targets: TargetReader.Targets
    let warnings: ProblemLog

    func indicator(_ section: Section<IndicatorKeys>) -> Indicator? {
        let others = IndicatorKeys.keys.filter { !SLOReader.kinds.contains($0.name) }
        if let other = others.lazy.compactMap({ section.field($0) }).first {
            other.report("is for Prometheus (nines slo rules makes rules of it); here only a probe is counted")
            return nil
        }
        guard let probe = section[IndicatorKeys.probe], let field = probe.field(ProbeIndicatorKeys.target),
            let name = probe[ProbeIndicatorKeys.target], targets.byName[name] != nil || mayCome(name, field: field)
        else { return nil }
        var indicator = Indicator(name: name, target: targets.byName[name])
        if let threshold = probe[ProbeIndicatorKeys.fasterThan], let field = probe.field(ProbeIndicatorKeys.fasterThan)
        {
            indicator.fasterThan = (threshold, field)
        }
        return indicator
    }

    /// Whether a target of this name, which there is not, may be found later.
    private func mayCome(_ name: String, field: Field) -> Bool {
        guard targets.isComplete, !targets.brokenNames.contains(name) else { return false }
        let hint = Nearest.hint(for: name, among: targets.usable.map(\.name) + targets.brokenNames.sorted())
        let sentence = "\(Quoted.value(name)) is not the name of a target"
        if targets.isOpen {
            field.warn(warnings, "\(sentence) now (\(hint.map { "\($0), or " } ?? "")discovery may find it)")
        } else {
            field.report(sentence + (hint.map { " (\($0))" } ?? ""))
        }
        return targets.isOpen
    }
}

/// Reads the entries of `slos` that are made of others: first each by itself, then against the others, which may stand
/// behind it.
struct CompositeReader {
    private var read: [(slo: CompositeSLO, section: Section<SLOKeys>)] = []

    /// Whether the entry has such an indicator, right or wrong.
    static func reads(_ section: Section<SLOKeys>) -> Bool {
        section[SLOKeys.indicator]?.field(IndicatorKeys.composite) != nil
    }

    mutating func read(_ section: Section<SLOKeys>) {
        // It knows all kinds, and that there may be only one of them.
        let reader = IndicatorReader(service: section[SLOKeys.service] ?? "")
        guard let definition = section.definition()?.0,
            case .composite(let composite)? = section[SLOKeys.indicator].flatMap(reader.indicator)
        else { return }
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
                let key = error.key == "tiers" ? SLOKeys.alerting.name : error.key
                (section.field(named: key) ?? section.field(SLOKeys.indicator) ?? section.field).report(error.sentence)
                return nil
            }
        }
    }
}
