/// All SLOs on one page.
enum SLOOverviewBoard {
    static let uid = "nines-slo-overview"

    static func dashboard() -> Dashboard {
        let slos = SLOQueries.all
        return BoardFrame.board(
            uid, "Nines / SLO overview", kind: "slo",
            about:
                "Every SLO that Nines or generated rules compute: what was promised, what was kept, what is burning.",
            variables: [services, over, SLOLook.lookback],
            rows: [
                PanelRow("Now", numbers(slos)), PanelRow("SLOs", [table(slos)]),
                PanelRow("Over time", [budgets(slos), burnRates(slos), alerts(slos)]),
            ])
    }

    private static let services = Variable.oneLabel(
        "service", titled: "Service", of: "count by (service) (\(SLOQueries.everything))"
    ).allowingAll(".*")

    private static let over = Variable.choice(
        "over", titled: "Burn rate over", ["1h", "5m", "30m", "2h", "6h", "1d", "3d"].map { ($0, $0) },
        description: "The window of the burn rates. Rules that do not record it show their last 5 minutes.")

    private static func numbers(_ slos: SLOQueries) -> [Panel] {
        [
            .stat("SLOs", .plain, about: "How many SLOs there are.", PanelQuery("count(\(slos.objective))")),
            .stat(
                "Without budget", .plain, about: "SLOs whose error budget is spent: the promise is broken.",
                PanelQuery("sum((\(slos.budgetLeft)) <= bool 0)"), thresholds: .noneAllowed),
            .stat(
                "Least budget left", .ratio, about: "Of all SLOs. \(SLOLook.budgetText)",
                PanelQuery("min(\(slos.budgetLeft))"),
                thresholds: .budget, decimals: 1),
            .stat(
                "Highest burn rate", .short,
                about: "Of all SLOs, over the chosen window. At 1 a budget lasts exactly as long as its SLO's window.",
                PanelQuery("max(\(slos.burnRate(over: "$over")))"), thresholds: .burnRate, decimals: 2),
            .stat(
                "Pages", .plain, about: "SLOs with a firing alert that somebody has to act on now.",
                PanelQuery("sum((\(slos.alertState("page"))) == bool 2)"), thresholds: .noneAllowed),
            .stat(
                "Tickets", .plain, about: "SLOs with a firing alert that somebody has to act on within days.",
                PanelQuery("sum((\(slos.alertState("ticket"))) == bool 2)"),
                thresholds: Thresholds("green", (1, "orange"))),
        ]
    }

    private static func table(_ slos: SLOQueries) -> Panel {
        let columns = columns(slos)
        let queries = columns.map { PanelQuery($0.query) }
        var panel = Panel(
            type: "table", title: "SLOs",
            about:
                "One line for each SLO, the emptiest budget first; its name leads to its details. The budget is spent "
                + "in so long when it goes on as it went over the last $lookback.",
            targets: queries.targets(instant: true, format: "table"))
        panel.fieldConfig = FieldConfig(
            defaults: .init(custom: [
                "align": "auto", "cellOptions": ["type": "auto"], "filterable": true, "inspect": false,
            ]),
            overrides: [link] + columns.map(\.override))
        panel.options = [
            "cellHeight": "sm", "showHeader": true, "sortBy": [["displayName": "Budget left", "desc": false]],
            "footer": ["show": false, "reducer": ["sum"], "countRows": false],
        ]
        var names: [String: JSON] = ["service": "Service", "slo": "SLO"]
        for (index, column) in columns.enumerated() {
            names["Value #\([PanelQuery].name(index))"] = .string(column.title)
        }
        panel.transformations = [
            ["id": "merge", "options": [:]],
            ["id": "organize", "options": ["excludeByName": ["Time": true], "renameByName": .object(names)]],
        ]
        return panel.sized(24, 10)
    }

    private static let link = FieldConfig.Override(
        matcher: .init(id: "byName", options: "SLO"),
        properties: [
            .init(
                id: "links",
                value: [
                    [
                        "title": "Details",
                        "url": .string(
                            "/d/\(SLODetailBoard.uid)?var-datasource=${datasource}&var-service=${__data.fields.Service}"
                                + "&var-slo=${__data.fields.SLO}&${__url_time_range}"),
                    ]
                ])
        ])

    /// A column of numbers in the table.
    private struct Column {
        let title: String
        let query: String
        let unit: PanelUnit
        var decimals = 2
        var thresholds = Thresholds.neutral
        var mappings: [JSON] = []

        var override: FieldConfig.Override {
            let steps = thresholds.steps.map { step -> JSON in
                ["value": step.value.map(JSON.number) ?? .null, "color": .string(step.color)]
            }
            return FieldConfig.Override(
                matcher: .init(id: "byName", options: title),
                properties: [
                    .init(id: "unit", value: .string(unit.rawValue)),
                    .init(id: "decimals", value: .number(Double(decimals))),
                    .init(id: "thresholds", value: ["mode": "absolute", "steps": .array(steps)]),
                    .init(id: "mappings", value: .array(mappings)),
                    .init(id: "custom.cellOptions", value: ["type": "color-text"]),
                ])
        }
    }

    private static func columns(_ slos: SLOQueries) -> [Column] {
        [
            Column(title: "Objective", query: slos.objective, unit: .ratio, decimals: 3),
            Column(title: "Achieved", query: slos.achieved, unit: .ratio, decimals: 3),
            Column(title: "Budget left", query: slos.budgetLeft, unit: .ratio, decimals: 1, thresholds: .budget),
            Column(title: "Burn rate", query: slos.burnRate(over: "$over"), unit: .short, thresholds: .burnRate),
            Column(
                title: "Spent in", query: slos.secondsToExhaustion, unit: .seconds, decimals: 1,
                thresholds: SLOLook.exhaustionThresholds, mappings: SLOLook.exhaustion),
            Column(
                title: "Page", query: slos.alertState("page"), unit: .plain, decimals: 0,
                thresholds: AlertLook.thresholds, mappings: AlertLook.mappings),
            Column(
                title: "Ticket", query: slos.alertState("ticket"), unit: .plain, decimals: 0,
                thresholds: AlertLook.thresholds, mappings: AlertLook.mappings),
        ]
    }

    private static func budgets(_ slos: SLOQueries) -> Panel {
        .lines(
            "Budget left", .ratio, about: "The share of each error budget that is left. \(SLOLook.budgetText)",
            PanelQuery(slos.budgetLeft, legend: "{{service}} {{slo}}"),
            thresholds: Thresholds("red", (0, "transparent")),
            range: 0...1)
    }

    private static func burnRates(_ slos: SLOQueries) -> Panel {
        .lines(
            "Burn rate over $over", .short,
            about: "How many times faster than its objective allows each SLO spends its budget; 0 without events.",
            PanelQuery(slos.burnRate(over: "$over"), legend: "{{service}} {{slo}}"),
            thresholds: Thresholds("transparent", (1, "orange")))
    }

    private static func alerts(_ slos: SLOQueries) -> Panel {
        let page = "2 * ((\(slos.alertState("page"))) == bool 2)"
        let ticket = "((\(slos.alertState("ticket"))) == bool 2)"
        return .states(
            "Alerts", about: "When each SLO had a firing alert, and the more urgent one where it had two.",
            [PanelQuery("clamp_max(\(page) + \(ticket), 2)", legend: "{{service}} {{slo}}")],
            mappings: [
                ValueMapping.values([
                    "0": (text: "quiet", color: "green"), "1": (text: "ticket", color: "orange"),
                    "2": (text: "page", color: "red"),
                ])
            ],
            thresholds: Thresholds("green", (1, "orange"), (2, "red"))
        ).sized(24, 8)
    }
}
