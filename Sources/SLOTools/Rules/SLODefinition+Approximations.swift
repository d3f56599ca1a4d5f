internal import NinesSLO

extension SLODefinition {
    /// What PromQL cannot say of the definition, and what stands in its place.
    func approximations(_ measure: SLIExpression, _ maintenance: MaintenanceRule) -> [String] {
        var sentences: [String] = []
        if case .calendar(let calendar) = window {
            sentences.append(
                "The budget is that of the last \(DurationText.text(windowLength)), not of the calendar "
                    + "\(calendar.unit.rawValue): PromQL has no calendar windows.")
        }
        if case .slices = measure, let length = budgeting.sliceLength {
            sentences.append(
                "Timeslices of \(DurationText.text(length)) are ranges that end at each evaluation, not aligned ones"
                    + (length < RuleTiers.shortestWindow ? ", and 1m long." : "."))
        }
        return sentences + [silence(measure)].compactMap { $0 } + spans(measure, maintenance)
    }

    private func silence(_ measure: SLIExpression) -> String? {
        switch (measure, noData) {
        case (.composite, .ignore): nil
        case (.composite, _): "`no_data: \(noData.rawValue)` has no effect: the parts say what no data means."
        case (.slices, _): nil
        case (.ratio, .ignore), (.ratio, .good): nil
        case (.ratio, _), (.events, .good), (.events, .bad), (.events, .hold):
            "`no_data: \(noData.rawValue)` is applied to 5-minute slices, so alerts can be up to 5 minutes late. Missing "
                + "series raise a separate alert."
        case (.events, .ignore): nil
        }
    }

    private func spans(_ measure: SLIExpression, _ rule: MaintenanceRule) -> [String] {
        guard measure.countsItself else {
            guard !maintenance.isEmpty else { return [] }
            return [
                "The composite's own maintenance has no effect: give it to the parts, which count the events."
            ]
        }
        var sentences: [String] = []
        if !rule.isEmpty {
            sentences.append(
                "Maintenance leaves out each slice of \(DurationText.text(max(measure.sliceLength, SLOSeries.slice))) "
                    + "that it touches. Alerts can be up to 5 minutes late, as windows are composed of slices.")
        }
        for span in rule.unknown {
            sentences.append(
                "Events during the maintenance \(span) count, as PromQL has no time zones: silence the alerts then."
            )
        }
        return sentences
    }
}

extension SLIExpression {
    var approximations: [String] {
        guard case .ratio = self else { return [] }
        return [
            "The indicator is a ratio without counts. Windows longer than 6h are its mean over time, in which a quiet "
                + "minute weighs as much as a busy one."
        ]
    }

    /// Whether slices are recorded of it; a composite's are those of its parts.
    var countsItself: Bool {
        if case .composite = self { false } else { true }
    }

    /// How long one recorded slice is.
    var sliceLength: Duration {
        if case .slices(let slices) = self { slices.length } else { SLOSeries.slice }
    }

    /// Up to which length windows read raw series. What silence or maintenance make of a slice is known of slices only.
    func longestRaw(_ definition: SLODefinition, _ maintenance: MaintenanceRule) -> Duration {
        switch self {
        // Windows of timeslices are made of recorded ones at any length.
        case .slices, .composite: SLOSeries.longestRawRange
        case .ratio where maintenance.isEmpty && definition.noData == .good: SLOSeries.longestRawRange
        case .events, .ratio:
            maintenance.isEmpty && definition.noData == .ignore ? SLOSeries.longestRawRange : SLOSeries.slice
        }
    }
}
