import Foundation
import NinesSLO

/// One SLO on one page: the one that the dashboard's variables choose, or the one of a definition.
struct SLODetailBoard {
    /// Of the dashboard with variables.
    static let uid = "nines-slo-detail"

    private let slo: SLOQueries
    /// Nil for the dashboard with variables, which cannot know the tiers.
    private let definition: SLODefinition?

    /// The dashboard for whichever SLO its reader chooses.
    static func dashboard() -> Dashboard {
        let board = SLODetailBoard(slo: .chosen, definition: nil)
        return BoardFrame.board(
            uid, "Nines / SLO detail", kind: "slo",
            about: "One SLO: what was promised, what is left of its error budget, how fast it burns and who was told.",
            variables: [
                .oneLabel("service", titled: "Service", of: "count by (service) (\(SLOQueries.everything))"),
                .oneLabel(
                    "slo", titled: "SLO", of: "count by (slo) (\(SLOQueries.everythingOfService))"),
                SLOLook.lookback, SLOLook.ahead,
            ], rows: board.rows)
    }

    /// The dashboard of one SLO, with its tiers.
    static func dashboard(of definition: SLODefinition) -> Dashboard {
        let slo = SLOQueries(service: definition.service, slo: definition.name)
        let board = SLODetailBoard(slo: slo, definition: definition)
        return BoardFrame.board(
            BoardName(definition).uid, "\(definition.service): \(definition.name)", kind: "slo",
            about: definition.description ?? "The SLO \(definition.name) of \(definition.service).",
            variables: [SLOLook.lookback, SLOLook.ahead], rows: board.rows)
    }

    private var rows: [PanelRow] {
        [
            PanelRow("Now", numbers), PanelRow("Error budget", [budget, errors]), PanelRow("Burn rate", burnRates),
            PanelRow("Alerts", [alerts]), PanelRow("Events", [events, coverage]),
        ]
    }

    private var numbers: [Panel] {
        let window = definition.map { " over \($0.window.text)" } ?? ""
        return [
            Panel.stat(
                "Objective", .ratio, about: "The share of events that shall be good\(window).",
                PanelQuery(slo.objective)
            ).sized(3, 4),
            Panel.stat(
                "Achieved", .ratio, about: "The share of events that were good in the SLO's window.",
                PanelQuery(slo.achieved),
                thresholds: achievedThresholds, decimals: 3
            ).sized(4, 4),
            Panel.stat(
                "Budget left", .ratio, about: SLOLook.budgetText, PanelQuery(slo.budgetLeft), thresholds: .budget,
                decimals: 1
            ).sized(4, 4),
            Panel.stat(
                "Burn rate now", .short,
                about:
                    "Of the last moments, summed over instances. At 1 the budget lasts exactly as long as the window; 0 "
                    + "without events.",
                PanelQuery(slo.burnRateNow), thresholds: .burnRate, decimals: 2
            ).sized(3, 4),
            Panel.stat(
                "Budget spent in", .seconds,
                about: "When the budget is gone if it goes on as it went over the last $lookback, with what leaves the "
                    + "window counted in.",
                PanelQuery(slo.secondsToExhaustion), thresholds: SLOLook.exhaustionThresholds,
                mappings: SLOLook.exhaustion,
                decimals: 1
            ).sized(4, 4),
            Panel.stat(
                "Alerts", .plain, about: "The alerts of each severity, whatever their window.",
                PanelQuery(slo.alertState("page"), legend: "page"),
                PanelQuery(slo.alertState("ticket"), legend: "ticket"),
                thresholds: AlertLook.thresholds, mappings: AlertLook.mappings
            ).sized(3, 4),
            Panel.stat(
                "Coverage", .ratio,
                about:
                    "The share of the time that was watched: of the worst window; of SLOs of rules, of the last $lookback. "
                    + "What nobody watched is neither good nor bad.",
                PanelQuery(slo.leastCoverage), thresholds: Thresholds("red", (0.5, "orange"), (0.95, "green")),
                decimals: 1
            ).sized(3, 4),
        ]
    }

    private var achievedThresholds: Thresholds {
        definition.map { Thresholds("red", ($0.objective.ratio, "green")) } ?? .neutral
    }

    private var budget: Panel {
        .lines(
            "Budget left and forecast", .ratio,
            about:
                "The share of the error budget that is left, and where it will be when it goes on as it went over the last "
                + "$lookback. \(SLOLook.budgetText)",
            PanelQuery(slo.budgetLeft, legend: "left"), PanelQuery(slo.budgetForecast, legend: "left in ${ahead:text}"),
            thresholds: Thresholds("red", (0, "transparent")), range: 0...1)
    }

    private var errors: Panel {
        .lines(
            "Bad events", .ratio, about: "The share of bad events, beside what the objective allows in the long run.",
            PanelQuery(slo.errorRatioNow, legend: "bad"), PanelQuery("1 - (\(slo.objective))", legend: "allowed"))
    }

    /// A panel for each tier of the definition; without one, all windows beside the workbook's factors.
    private var burnRates: [Panel] {
        guard let tiers = definition?.alerting.tiers, !tiers.isEmpty else {
            return [
                Panel.lines(
                    "Burn rate by window", .short,
                    about: "How many times faster than the objective allows each window spends the budget; of several "
                        + "instances the worst. The lines are the factors of the usual tiers: 1 and 3 for tickets, 6 and 14.4 "
                        + "for pages.",
                    PanelQuery(slo.burnRates, legend: "{{window}}"), thresholds: Self.usualFactors
                ).sized(24, 9)
            ]
        }
        return tiers.enumerated().map { index, tier in
            let isLastOfOddMany = index == tiers.count - 1 && index % 2 == 0
            let long = DurationText.text(tier.longWindow)
            let short = DurationText.text(tier.shortWindow)
            return Panel.lines(
                "Burn rate: \(tier.severity.rawValue) over \(long)", .short,
                about: "The alert fires while both windows burn faster than \(String(format: "%g", tier.factor)) times "
                    + "what the objective allows. Of several instances the worst.",
                PanelQuery(slo.burnRate(ofWindow: long), legend: long),
                PanelQuery(slo.burnRate(ofWindow: short), legend: short),
                thresholds: Thresholds("transparent", (tier.factor, tier.severity.color)),
                range: 0...(tier.factor * 1.2)
            ).sized(isLastOfOddMany ? 24 : 12, 8)
        }
    }

    private static let usualFactors = Thresholds(
        "transparent", (1, "yellow"), (3, "orange"), (6, "red"), (14.4, "dark-red"))

    private var alerts: Panel {
        let tiers = definition?.alerting.tiers ?? []
        let queries =
            tiers.isEmpty
            ? Severity.allCases.map { PanelQuery(slo.alertState($0.rawValue), legend: $0.rawValue) }
            : tiers.map { tier in
                let window = DurationText.text(tier.longWindow)
                return PanelQuery(
                    slo.alertState(tier.severity.rawValue, window: window),
                    legend: "\(tier.severity.rawValue) \(window)")
            }
        return .states(
            "Alerts", about: "When alerts were pending and firing. Rules tell severities apart, and no windows.",
            queries,
            mappings: AlertLook.mappings, thresholds: AlertLook.thresholds)
    }

    private var events: Panel {
        Panel.lines(
            "Events", .perSecond, about: "Good and bad events per second, summed over instances.",
            PanelQuery(slo.events, legend: "{{outcome}}"), stacked: true
        ).empty("for SLOs of rules that record ratios only")
    }

    private var coverage: Panel {
        .lines(
            "Coverage by window", .ratio,
            about:
                "The share of each window that was watched: below 1 after a start or a gap; of several instances the "
                + "least. Of SLOs of rules, the share of the last $lookback in which they had a ratio.",
            PanelQuery(slo.coverage, legend: "{{window}}"), range: 0...1)
    }
}

extension Severity {
    fileprivate var color: String {
        switch self {
        case .page: "red"
        case .ticket: "orange"
        }
    }
}
