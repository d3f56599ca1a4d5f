import NinesSLO

/// Reads the `budgeting` of an SLO: `occurrences`, or a mapping for slices of time.
enum BudgetingReader {
    static let occurrences = "occurrences"

    /// Nil when something had to be reported.
    static func budgeting(_ field: Field) -> Budgeting? {
        guard case .mapping = field.node.content else {
            guard let text = field.text() else { return nil }
            guard text == occurrences else {
                field.report(
                    "\(Quoted.value(text)) is neither \(occurrences) nor a mapping (timeslices, ratio_timeslices)")
                return nil
            }
            return .occurrences
        }
        guard let section = Section(field, keys: BudgetingKey.self) else { return nil }
        switch (section[.timeslices], section[.ratioTimeslices]) {
        case (let slices?, nil): return timeslices(slices)
        case (nil, let slices?): return ratioTimeslices(slices)
        case (nil, nil): field.report("must have timeslices or ratio_timeslices")
        case (_?, let other?): other.report("cannot stand beside timeslices")
        }
        return nil
    }

    private static func timeslices(_ field: Field) -> Budgeting? {
        guard let section = Section(field, keys: TimeslicesKey.self) else { return nil }
        let length = section.required(.length)?.duration()
        let objective = section.required(.objective).flatMap(ObjectiveReader.objective)
        guard let length, let objective else { return nil }
        return .timeslices(length: length, objective: objective)
    }

    private static func ratioTimeslices(_ field: Field) -> Budgeting? {
        guard let section = Section(field, keys: RatioTimeslicesKey.self) else { return nil }
        return section.required(.length)?.duration().map(Budgeting.ratioTimeslices)
    }
}
