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

    /// A counter's selector, or a query with a place for its window.
    func nines(_ field: Field) -> EventQuery? {
        guard let text = field.text() else { return nil }
        do {
            return try EventQuery(text)
        } catch {
            field.report(error.sentence)
            return nil
        }
    }

    /// A query of OpenSLO, which says nothing of windows: ranges are replaced and added.
    func openSLO(_ field: Field, isCounter: Bool) -> WindowedQuery? {
        guard let text = field.text() else { return nil }
        do {
            let (query, note) = try WindowedQuery.adapting(text, isCounter: isCounter)
            if let note { field.warn(warnings, note) }
            return query
        } catch {
            field.report(error.sentence)
            return nil
        }
    }
}
