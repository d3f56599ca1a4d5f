internal import NinesSLO

extension SLODefinition {
    /// What PromQL cannot say of the definition, and what stands in its place.
    func approximations(_ measure: SLIExpression, _ maintenance: MaintenanceRule) -> [String] {
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
        return sentences + [silence(measure)].compactMap { $0 } + spans(measure, maintenance)
    }

    private func silence(_ measure: SLIExpression) -> String? {
        switch (measure, noData) {
        case (.composite, .ignore): nil
        case (.composite, _): "No data is what the parts make of it, not \(noData.rawValue)."
        case (.slices, .ignore): "A timeslice without events is a good one: its ratio has no weight to leave out."
        case (.slices, _): nil
        case (.ratio, .ignore), (.ratio, .good): nil
        case (.ratio, _), (.events, .good), (.events, .bad), (.events, .hold):
            "No data is \(noData.rawValue) by slices of \(SLOSeries.slices), of which windows are composed: alerts may "
                + "be so much late. Series that are missing are told by an alert."
        case (.events, .ignore): nil
        }
    }

    private func spans(_ measure: SLIExpression, _ rule: MaintenanceRule) -> [String] {
        guard measure.countsItself else {
            guard !maintenance.isEmpty else { return [] }
            return [
                "Maintenance is that of the parts, not this SLO's own: its events count unless they leave them out."
            ]
        }
        var sentences: [String] = []
        if !rule.isEmpty {
            sentences.append(
                "Maintenance leaves out each slice of \(DurationText.text(max(measure.sliceLength, SLOSeries.slice))) "
                    + "that it touches; longer windows are composed of slices, and alerts may be 5m late.")
        }
        for span in rule.unknown {
            sentences.append(
                "Events during the maintenance \(span) count, as PromQL has no time zones: silence the alerts then.")
        }
        return sentences
    }
}

extension SLIExpression {
    var approximations: [String] {
        guard case .ratio = self else { return [] }
        return [
            "The indicator is a ratio without counts: windows longer than 6h are its mean over time, in which a quiet "
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
