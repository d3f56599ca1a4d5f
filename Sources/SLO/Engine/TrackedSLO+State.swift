/// Which life of an SLO counts now, and which earlier ones it goes on from.
struct RunHistory {
    /// From 1. A restart that takes over the slices as they were goes on with the number; one that had to cut them anew
    /// takes the next.
    var incarnation: UInt64 = 1
    /// Every incarnation up to this one is part of this one; 0 for none.
    var absorbedThrough: UInt64 = 0
    /// Events of before the restart.
    var earlier = EventCounts.zero
    /// The second at which slices were cut anew, or a timeslice of before the restart was left to be judged; whoever
    /// has only what was counted before needs the whole state.
    var recutAt: Int64?
}

extension TrackedSLO {
    /// Takes over what earlier runs of this instance counted.
    mutating func restore(_ state: SLOState, instance: String, at instant: Timestamp) throws(SLOStateError) {
        guard ladder.position == nil else {
            throw .alreadyRunning(service: definition.service, slo: definition.name)
        }
        let runs = state.runs.filter { $0.instance == instance }
        guard let last = runs.last else { return }
        runHistory.earlier = runs.reduce(.zero) { $0.saturatingSum($1.events) }
        let alike = runs.filter { $0.unit == definition.budgeting.unitName }
        if runs.count == 1, alike.count == 1, ladder.isLaidOut(like: last) {
            runHistory.incarnation = last.incarnation
            runHistory.absorbedThrough = last.absorbedThrough
        } else {
            runHistory.absorbedThrough = last.incarnation
            // Stops at the end, which no restart reaches; a state that says so was made up.
            runHistory.incarnation = last.incarnation.saturatingSum(1)
            runHistory.recutAt = instant.floorSeconds
        }
        // Also with none of them: time begins here either way.
        ladder.restore(alike, at: instant.floorSeconds)
        let timeslice = alike.compactMap(\.timeslice).reduce(nil) { $0?.joined($1) ?? $1 }
        if let timeslice, resume(timeslice, at: ladder.position?.second ?? instant.floorSeconds) {
            // Its verdict goes into slices that an increment since now does not have.
            runHistory.recutAt = instant.floorSeconds
        }
        if let silence = alike.last(where: { $0.silence != nil })?.silence {
            resume(silence, at: ladder.position?.second ?? instant.floorSeconds)
        }
        resume(last.alerts, gap: .seconds(max(instant.floorSeconds - last.last, 0)))
    }

    /// What every instance counted together, for a look at it: not to be counted on from.
    mutating func show(_ state: SLOState, at instant: Timestamp) {
        ladder.restore(state.runs.filter { $0.unit == definition.budgeting.unitName }, at: instant.floorSeconds)
        begin(at: instant.floorSeconds)
    }

    /// - Parameter second: leaves out slices that ended before it, where the rest is of use without them.
    func state(instance: String, since second: Int64?) -> SLOState {
        var runs: [SLOState.Run] = []
        if let position = ladder.position {
            let isWhole = second.map { second in runHistory.recutAt.map { second <= $0 } ?? false } ?? true
            runs.append(
                SLOState.Run(
                    instance: instance, incarnation: runHistory.incarnation,
                    absorbedThrough: runHistory.absorbedThrough,
                    events: runHistory.earlier.saturatingSum(events), last: position.second,
                    unit: definition.budgeting.unitName, baseWidth: ladder.baseWidth,
                    levels: ladder.levels(since: isWhole ? nil : second), timeslice: timeslice,
                    silence: silence(since: isWhole ? nil : second), alerts: alerts.saved(of: definition)))
        }
        return SLOState(service: name.service, slo: name.slo, runs: runs)
    }
}

extension Budgeting {
    /// What a state says that its slices count.
    var unitName: String {
        switch self {
        case .occurrences: "events"
        case .timeslices(let length, let objective):
            "timeslices \(DurationText.text(length)) \(objective.partsPerBillion)"
        case .ratioTimeslices(let length): "ratio timeslices \(DurationText.text(length))"
        }
    }

    /// What a history of slices with such a name counts.
    static func counted(unitName: String) -> History.Counted {
        if unitName.hasPrefix("ratio timeslices") { return .slices(unit: ratioUnit) }
        return unitName.hasPrefix("timeslices") ? .slices(unit: 1) : .events
    }
}
