internal import NinesSLO

extension BacktestReport {
    /// Tables for a terminal. Without a line end.
    public var text: String { page.text }

    /// The same as Markdown.
    public var markdown: String { page.markdown }

    /// Incidents that are listed; the worst ones, in order of time.
    private static let mostIncidents = 20

    private var page: ReportPage {
        var page = ReportPage()
        page.blocks.append(.heading("Backtest of \(definition.service)/\(definition.name)"))
        page.blocks.append(.paragraph(summary))
        page.blocks += incidentBlocks
        for policy in policies {
            page.blocks.append(.heading("Policy \(policy.name)"))
            if policy.scores.isEmpty {
                page.blocks.append(.paragraph("No alerts."))
            } else {
                page.blocks.append(.table(Self.table(policy.scores)))
                if let reason = reasonOfDashes(policy.scores) { page.blocks.append(.paragraph(reason)) }
            }
            if !policy.advice.isEmpty { page.blocks.append(.list(policy.advice.map(\.message))) }
        }
        if policies.count > 1 {
            page.blocks.append(.heading("Comparison"))
            page.blocks.append(.table(comparison))
        }
        return page
    }

    private var summary: String {
        let window = definition.window.text
        var text = "Objective \(FigureText.percent(definition.objective.ratio, decimals: 7)) over \(window). "
        guard let start = history.start, let end = history.end else { return text + "No history." }
        let span = end.duration(since: start)
        let counts = history.counts.inUnits(history.unit)
        text += "\(clock.text(start)) to \(clock.text(end)) (\(FigureText.length(span)), "
        text += "\(FigureText.percent(history.watched / span)) watched): \(FigureText.count(counts.total)) "
        text += history.counted == .events ? "events, " : "slices, "
        text += "\(FigureText.percent(history.counts.errorRatio, decimals: 4)) bad"
        let remaining = policies.first?.budgetRemaining
        return text + (remaining.map { ", \(FigureText.percent($0)) of the budget left at the end." } ?? ".")
    }

    private var clock: LocalClock { LocalClock(of: definition.window) }

    private var incidentBlocks: [ReportPage.Block] {
        let listed = incidents.indices.sorted { incidents[$0].budgetShare > incidents[$1].budgetShare }
            .prefix(Self.mostIncidents).sorted()
        guard !listed.isEmpty else { return [.heading("Incidents"), .paragraph("None.")] }
        let title =
            listed.count < incidents.count ? "Incidents, the worst \(listed.count) of \(incidents.count)" : "Incidents"
        let rows = listed.map { index in
            let incident = incidents[index]
            return [
                "\(index + 1)", clock.text(incident.start),
                FigureText.length(incident.end.duration(since: incident.start)), FigureText.count(incident.counts.bad),
                FigureText.percent(incident.counts.errorRatio), FigureText.percent(incident.budgetShare),
            ]
        }
        return [
            .heading(title),
            .table(TextTable(["#", "start", "length", "bad", "error ratio", "budget"], rows: rows, words: [1])),
        ]
    }

    /// Why nothing is known of how incidents were alerted; nil where something is.
    private func reasonOfDashes(_ scores: [AlertScore]) -> String? {
        guard scores.allSatisfy({ $0.significantIncidents == 0 }) else { return nil }
        let unknown = "so recall, detection, reset and spent are unknown (-)"
        guard let worst = incidents.map(\.budgetShare).max() else { return "There was no incident, \(unknown)." }
        let least = scores.map(\.significantShare).min() ?? 0
        return
            "No incident is significant, \(unknown): the worst spent \(FigureText.percent(worst)) of the budget, and one "
            + "counts from \(FigureText.percent(least)) on. Lower that with --significant-page and --significant-ticket."
    }

    private static let measures = [
        "significant", "alerts", "precision", "recall", "detection", "reset", "spent", "false/30d",
    ]

    private static func table(_ scores: [AlertScore]) -> TextTable {
        let rows = scores.map { score in
            let name = score.tier.map { tier in
                "  \(DurationText.text(tier.longWindow))/\(DurationText.text(tier.shortWindow)) "
                    + FigureText.rounded(tier.factor, decimals: 4)
            }
            return [name ?? score.severity.rawValue] + cells(score)
        }
        return TextTable(["alert"] + measures, rows: rows, words: [0])
    }

    private var comparison: TextTable {
        let rows = Severity.allCases.flatMap { severity in
            policies.flatMap { policy in
                policy.scores.filter { $0.severity == severity && $0.tier == nil }.map { score in
                    [severity.rawValue, policy.name] + Self.cells(score)
                }
            }
        }
        return TextTable(["alert", "policy"] + Self.measures, rows: rows, words: [0, 1])
    }

    private static func cells(_ score: AlertScore) -> [String] {
        [
            FigureText.percent(score.significantShare), "\(score.alerts)",
            score.precision.map { FigureText.percent($0, decimals: 1) } ?? "-",
            score.significantIncidents == 0 ? "-" : "\(score.detections.count) of \(score.significantIncidents)",
            score.detectionTime.map(FigureText.length) ?? "-", score.resetTime.map(FigureText.length) ?? "-",
            score.budgetSpent.map { FigureText.percent($0) } ?? "-", FigureText.rounded(score.falseAlertsPerMonth),
        ]
    }
}
