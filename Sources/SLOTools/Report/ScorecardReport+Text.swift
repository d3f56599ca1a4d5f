internal import NinesSLO

extension ScorecardReport {
    /// Tables for a terminal. Without a line end.
    public var text: String { page.text }

    /// The same as Markdown.
    public var markdown: String { page.markdown }

    private var page: ReportPage {
        var page = ReportPage()
        let periods = Set(cards.map(\.period.title))
        page.blocks.append(
            .heading("Service levels" + (periods.count == 1 ? ", \(cards[0].period.title)" : "")))
        guard !cards.isEmpty else {
            page.blocks.append(.paragraph("No SLOs."))
            return page
        }
        page.blocks.append(.table(serviceTable))
        page.blocks.append(.heading("SLOs"))
        page.blocks.append(.table(sloTable(showingPeriods: periods.count > 1)))
        let coverage = cards.compactMap(Self.coverageNote)
        if !coverage.isEmpty { page.blocks.append(.list(coverage)) }
        let incidents = incidentRows
        if !incidents.isEmpty {
            page.blocks.append(.heading("Worst incidents"))
            page.blocks.append(
                .table(
                    TextTable(["slo", "start", "length", "bad", "budget"], rows: incidents, words: [0, 1])))
        }
        let notes = cards.flatMap(Self.notes)
        if !notes.isEmpty {
            page.blocks.append(.heading("Error-budget policy"))
            page.blocks.append(.list(notes))
        }
        return page
    }

    private var serviceTable: TextTable {
        TextTable(
            ["service", "grade", "kept", "changes"],
            rows: services.map { service in
                [
                    service.name, service.grade?.rawValue ?? "-",
                    "\(service.kept) of \(service.slos)" + (service.unknown > 0 ? ", \(service.unknown) unknown" : ""),
                    service.policyState?.rawValue ?? "unknown",
                ]
            }, words: [0, 1, 2, 3])
    }

    private func sloTable(showingPeriods: Bool) -> TextTable {
        let areSlices = cards.allSatisfy(\.countsSlices)
        let counted = areSlices ? "slices" : "events"
        let header = ["slo", "grade", "objective", "achieved", "budget left", "bad left", counted, "watched", "trend"]
        let rows = cards.map { card in
            [
                card.title, card.grade?.rawValue ?? "-",
                FigureText.percent(card.definition.objective.ratio, decimals: 7),
                // Never rounded up to an objective that was missed.
                card.achieved.map { FigureText.percent(($0 * 1e6).rounded(.down) / 1e6, decimals: 4) } ?? "-",
                card.achieved == nil ? "-" : FigureText.percent(card.budgetRemaining),
                card.achieved == nil || card.composite != nil
                    ? "-" : FigureText.rounded(card.badLeft.rounded(.down), decimals: 0),
                card.composite != nil
                    ? "-" : FigureText.count(card.counts.total) + (card.countsSlices && !areSlices ? " slices" : ""),
                FigureText.percent(card.coverage, decimals: 1), card.trend?.direction.rawValue ?? "-",
            ] + (showingPeriods ? [card.period.title] : [])
        }
        return TextTable(header + (showingPeriods ? ["period"] : []), rows: rows, words: [0, 1, 8, 9])
    }

    private var incidentRows: [[String]] {
        cards.flatMap { card in
            card.worstIncidents.filter { $0.budgetShare >= 0.001 }.map { incident in
                [
                    card.title, card.period.clock.text(incident.start),
                    FigureText.length(incident.end.duration(since: incident.start)),
                    FigureText.count(incident.counts.bad), FigureText.percent(incident.budgetShare),
                ]
            }
        }
    }

    /// Why a grade is not what the budget alone would make it.
    private static func coverageNote(_ card: Scorecard) -> String? {
        guard card.achieved != nil else { return nil }
        let whole = BudgetGrade(remaining: card.budgetRemaining)
        guard whole != card.grade else { return nil }
        let watched = "\(FigureText.percent(card.coverage, decimals: 1)) of the period was watched"
        func needed(_ grade: BudgetGrade) -> String {
            FigureText.percent(BudgetGrade.leastCoverage(grade), decimals: 0)
        }
        guard let grade = card.grade else {
            return "\(card.title): no grade. \(watched); a grade takes \(needed(.c))."
        }
        return "\(card.title): \(grade.rawValue), not \(whole.rawValue). \(watched); \(whole.rawValue) takes "
            + "\(needed(whole))."
    }

    private static func notes(_ card: Scorecard) -> [String] {
        var notes: [String] = []
        switch card.policyState {
        case .frozen:
            notes.append("\(card.title): frozen. The budget is spent: only urgent fixes and security changes.")
        case .careful: notes.append("\(card.title): careful. Less than a quarter of the budget is left.")
        case .open, nil: break
        }
        if card.postmortems > 0 {
            let incidents = card.postmortems == 1 ? "1 incident" : "\(card.postmortems) incidents"
            notes.append(
                "\(card.title): \(incidents) spent more than "
                    + "\(FigureText.percent(BudgetPolicyState.postmortemShare)) of the budget: postmortem.")
        }
        return notes
    }
}

extension Scorecard {
    fileprivate var title: String { "\(definition.service)/\(definition.name)" }
}
