import NinesSLOTools

/// Reads PromQL.
struct QueryReader {
    let warnings: ProblemLog

    /// A query as sloth takes it. Without a place for its window it is the same for every window, which is carried over
    /// with a warning.
    func sloth(_ field: Field) -> WindowedQuery? {
        guard let text = field.text() else { return nil }
        do {
            return try WindowedQuery(text)
        } catch {
            guard let (tidy, places) = try? WindowedQuery.withPlaces(text), places == 0 else {
                field.report(error.sentence)
                return nil
            }
            field.warn(warnings, error.sentence + ": it is used unchanged for every window")
            return WindowedQuery(sameForAllWindows: tidy)
        }
    }

    /// Good or bad events and all of them in OpenSLO, which says nothing of windows: ranges are replaced and added.
    func openSLO(_ part: Field, of total: Field, isCounter: Bool) -> (part: EventQuery, total: EventQuery)? {
        let whole = openSLO(total, isCounter: isCounter, beside: part)
        guard let part = openSLO(part, isCounter: isCounter, beside: total), let whole else { return nil }
        return (part, whole)
    }

    private func openSLO(_ field: Field, isCounter: Bool, beside other: Field) -> EventQuery? {
        guard let text = field.text() else { return nil }
        var beside: String?
        if case .scalar(let text, _) = other.node.content { beside = text }
        do {
            let (query, note) = try WindowedQuery.adapting(text, isCounter: isCounter, beside: beside)
            if let note { field.warn(warnings, note) }
            return .query(query)
        } catch {
            field.report(error.sentence)
            return nil
        }
    }
}
