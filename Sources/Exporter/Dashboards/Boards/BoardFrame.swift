/// What all dashboards have in common.
enum BoardFrame {
    /// - Parameter kind: what dashboards are grouped by in the menu of every dashboard: `slo`, `service` or `exporter`.
    static func board(
        _ uid: String, _ title: String, kind: String, about: String, variables: [Variable], rows: [PanelRow],
        annotations: [Annotation] = []
    ) -> Dashboard {
        Dashboard(
            uid: uid, title: title, description: about, tags: ["nines", kind],
            links: [DashboardLink(title: "Nines", tags: ["nines"])],
            templating: .init(list: [.datasource] + variables), panels: PanelGrid.panels(rows),
            annotations: .init(list: annotations))
    }
}

/// States of alerts, as `SLOQueries.alertState` gives them.
enum AlertLook {
    static let mappings = [
        ValueMapping.values([
            "0": (text: "quiet", color: "green"), "1": (text: "pending", color: "yellow"),
            "2": (text: "firing", color: "red"),
        ])
    ]
    static let thresholds = Thresholds("green", (1, "yellow"), (2, "red"))
}

/// What panels of the overview and of one SLO say alike.
enum SLOLook {
    static let exhaustion = [ValueMapping.from(Double(SLOQueries.farAway), "not in sight", color: "green")]
    /// An hour, three days.
    static let exhaustionThresholds = Thresholds("red", (3_600, "orange"), (259_200, "green"))

    static let budgetText = "1 is untouched, 0 is spent, below 0 is overspent. Summed over instances."

    static let lookback = Variable.choice(
        "lookback", titled: "Forecast from", ["6h", "1h", "1d", "3d"].map { ($0, $0) },
        description: "The past that forecasts draw a line through.")
    static let ahead = Variable.choice(
        "ahead", titled: "Forecast for", [("1d", "86400"), ("6h", "21600"), ("3d", "259200"), ("7d", "604800")],
        description: "How far ahead forecasts look.")
}
