extension SLODefinition {
    /// What PromQL cannot say of the definition, and what stands in its place.
    var approximations: [String] {
        var sentences: [String] = []
        if case .calendar(let calendar) = window {
            sentences.append(
                "The budget of the calendar \(calendar.unit.rawValue) is that of the last "
                    + "\(DurationText.text(windowLength)): PromQL has no calendar windows.")
        }
        switch budgeting {
        case .occurrences: break
        case .timeslices(let length, _), .ratioTimeslices(let length):
            sentences.append(
                "Timeslices of \(DurationText.text(length)) are ranges that end at each evaluation, not aligned ones"
                    + (length < RuleTiers.shortestWindow ? ", and 1m long." : "."))
        }
        switch noData {
        case .ignore: break
        case .good, .bad, .hold:
            sentences.append("No data is nothing here, not \(noData.rawValue): an alert tells of it.")
        }
        if alerting.confidence != nil {
            sentences.append("How sure an alert must be is not asked here: PromQL has no confidence intervals.")
        }
        if !maintenance.isEmpty {
            sentences.append("Events during maintenance count: silence the alerts then.")
        }
        return sentences
    }
}

extension Measure {
    var approximations: [String] {
        guard case .ratio = self else { return [] }
        return [
            "The indicator is a ratio without counts: windows longer than 6h are its mean over time, in which a quiet "
                + "minute weighs as much as a busy one."
        ]
    }
}
