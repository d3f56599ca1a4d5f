import NinesSLO

/// Reads `indicator: {probe: {target, faster_than}}`.
struct ProbeIndicatorReader {
    struct Indicator {
        var target: Target
        var fasterThan: (value: Duration, field: Field)?

        /// A probe ends at its timeout, so a threshold from there on never makes a successful one slow.
        func warnIfNeverSlow(_ warnings: ProblemLog) {
            guard let fasterThan, fasterThan.value >= target.timeout else { return }
            warnings.report(
                line: fasterThan.field.line, path: fasterThan.field.path,
                "\(DurationText.text(fasterThan.value)) is not below the timeout \(DurationText.text(target.timeout)) "
                    + "of target \(Quoted.value(target.name)): no successful probe is too slow")
        }
    }

    let targets: TargetReader.Targets

    func indicator(_ field: Field) -> Indicator? {
        guard let outer = Section(field, keys: IndicatorKey.self) else { return nil }
        if let other = IndicatorKey.allCases.first(where: { !SLOReader.kinds.contains($0) && outer[$0] != nil }) {
            outer[other]?.report("is for Prometheus (nines slo rules makes rules of it); here only a probe is counted")
            return nil
        }
        guard let probe = outer.required(.probe), let section = Section(probe, keys: ProbeIndicatorKey.self)
        else { return nil }
        let target = section.required(.target).flatMap(target)
        guard let fasterThan = section[.fasterThan] else { return target.map { Indicator(target: $0) } }
        guard let threshold = fasterThan.duration(atLeast: ProbeIndicatorKey.shortestThreshold), let target else {
            return nil
        }
        return Indicator(target: target, fasterThan: (threshold, fasterThan))
    }

    private func target(_ field: Field) -> Target? {
        guard let name = field.text() else { return nil }
        if let target = targets.byName[name] { return target }
        if !targets.brokenNames.contains(name) {
            let hint = Nearest.hint(for: name, among: targets.usable.map(\.name) + targets.brokenNames.sorted())
            field.report("\(Quoted.value(name)) is not the name of a target" + (hint.map { " (\($0))" } ?? ""))
        }
        return nil
    }
}
