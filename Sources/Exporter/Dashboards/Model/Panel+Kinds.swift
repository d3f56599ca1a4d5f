/// The kinds of panels that the dashboards are made of. `about` says what the panel shows and what to make of it.
extension Panel {
    /// One number, or one per series, coloured by its thresholds.
    static func stat(
        _ title: String, _ unit: PanelUnit, about: String, _ queries: PanelQuery..., thresholds: Thresholds = .neutral,
        mappings: [JSON] = [], decimals: Int? = nil
    ) -> Panel {
        var panel = Panel(type: "stat", title: title, about: about, targets: queries.targets(instant: true))
        panel.fieldConfig = FieldConfig(
            defaults: .init(
                unit: unit.rawValue, decimals: decimals, noValue: "no data", thresholds: thresholds, mappings: mappings,
                color: ["mode": "thresholds"]))
        panel.options = [
            "colorMode": "value", "graphMode": "none", "justifyMode": "auto", "orientation": "auto",
            "textMode": queries.count == 1 ? "auto" : "value_and_name",
            "reduceOptions": ["calcs": ["lastNotNull"], "fields": "", "values": false],
        ]
        return panel.sized(4, 4)
    }

    /// How numbers change over the time range.
    static func lines(
        _ title: String, _ unit: PanelUnit, about: String, _ queries: PanelQuery..., thresholds: Thresholds? = nil,
        range: ClosedRange<Double>? = nil, stacked: Bool = false
    ) -> Panel {
        lines(title, unit, about: about, queries, thresholds: thresholds, range: range, stacked: stacked)
    }

    /// - Parameters:
    ///   - thresholds: drawn as dashed lines.
    ///   - range: of the axis, unless values are outside of it.
    static func lines(
        _ title: String, _ unit: PanelUnit, about: String, _ queries: [PanelQuery], thresholds: Thresholds? = nil,
        range: ClosedRange<Double>? = nil, stacked: Bool = false
    ) -> Panel {
        var panel = Panel(type: "timeseries", title: title, about: about, targets: queries.targets())
        var custom: [String: JSON] = [
            "drawStyle": "line", "lineWidth": 1, "fillOpacity": stacked ? 40 : 5, "showPoints": "never",
            "spanNulls": false, "lineInterpolation": "linear", "axisPlacement": "auto",
            "stacking": ["mode": stacked ? "normal" : "none", "group": "A"],
            "thresholdsStyle": ["mode": thresholds == nil ? "off" : "dashed"],
        ]
        if let range {
            custom["axisSoftMin"] = .number(range.lowerBound)
            custom["axisSoftMax"] = .number(range.upperBound)
        }
        panel.fieldConfig = FieldConfig(
            defaults: .init(
                unit: unit.rawValue, thresholds: thresholds ?? .neutral, mappings: [],
                color: ["mode": "palette-classic"], custom: .object(custom)))
        panel.options = [
            "legend": ["displayMode": "list", "placement": "bottom", "showLegend": true, "calcs": []],
            "tooltip": ["mode": "multi", "sort": "desc"],
        ]
        return panel.sized(12, 8)
    }

    /// Which state each series was in, over the time range.
    static func states(
        _ title: String, about: String, _ queries: [PanelQuery], mappings: [JSON], thresholds: Thresholds
    ) -> Panel {
        var panel = Panel(type: "state-timeline", title: title, about: about, targets: queries.targets())
        panel.fieldConfig = FieldConfig(
            defaults: .init(
                unit: PanelUnit.plain.rawValue, thresholds: thresholds, mappings: mappings,
                color: ["mode": "thresholds"],
                custom: ["fillOpacity": 80, "lineWidth": 0]))
        panel.options = [
            "alignValue": "left", "mergeValues": true, "rowHeight": 0.9, "showValue": "auto",
            "legend": ["displayMode": "list", "placement": "bottom", "showLegend": true],
            "tooltip": ["mode": "single", "sort": "none"],
        ]
        return panel.sized(24, 6)
    }

    /// How many observations fell into which bucket, over the time range.
    static func heatmap(_ title: String, _ unit: PanelUnit, about: String, _ query: PanelQuery) -> Panel {
        var panel = Panel(
            type: "heatmap", title: title, about: about, targets: [query].targets(format: "heatmap"))
        panel.fieldConfig = FieldConfig(
            defaults: .init(custom: ["hideFrom": ["legend": false, "tooltip": false, "viz": false]]))
        panel.options = [
            "calculate": false, "cellGap": 1, "showValue": "never",
            "color": ["mode": "scheme", "scheme": "Oranges", "exponent": 0.5, "steps": 64, "reverse": false],
            "yAxis": ["axisPlacement": "left", "unit": .string(unit.rawValue), "reverse": false],
            "rowsFrame": ["layout": "auto"], "legend": ["show": true], "exemplars": ["color": "rgba(255,0,255,0.7)"],
            "filterValues": ["le": 1e-9],
        ]
        return panel.sized(12, 8)
    }

    init(type: String, title: String, about: String, targets: [Target]) {
        self.init(
            type: type, title: title, description: about, datasource: .prometheus, targets: targets,
            transformations: [])
    }

    /// In the grid's units.
    func sized(_ width: Int, _ height: Int) -> Panel {
        var panel = self
        (panel.gridPos.w, panel.gridPos.h) = (width, height)
        return panel
    }

    /// Says in the description that no data is no fault.
    ///
    /// - Parameter occasion: reads on from "Empty", such as `while nothing fails`.
    func empty(_ occasion: String) -> Panel {
        var panel = self
        panel.description = [description ?? "", Self.emptyMark + occasion + "."].joined(separator: " ")
        return panel
    }
}

/// Grafana's names of units.
enum PanelUnit: String {
    /// 0.5 reads 50 %.
    case ratio = "percentunit"
    case seconds = "s"
    case days = "d"
    case bytes
    case requestsPerSecond = "reqps"
    case perSecond = "cps"
    case bytesPerSecond = "Bps"
    case plain = "none"
    case short
    /// Milliseconds since the epoch read as a date.
    case date = "dateTimeAsIso"
}

extension Thresholds {
    static let neutral = Thresholds("text")
    /// Red at any.
    static let noneAllowed = Thresholds("green", (1, "red"))
    /// Of what should be 1.
    static let allWanted = Thresholds("red", (1, "green"))
    /// Of the share of an error budget that is left.
    static let budget = Thresholds("red", (1e-9, "orange"), (0.25, "green"))
    /// Of a burn rate: at 1 the budget lasts exactly as long as the window.
    static let burnRate = Thresholds("green", (1, "orange"), (6, "red"))
}

/// Values shown as words.
enum ValueMapping {
    /// Of single values.
    static func values(_ texts: [String: (text: String, color: String)]) -> JSON {
        [
            "type": "value",
            "options": .object(texts.mapValues { ["text": .string($0.text), "color": .string($0.color)] }),
        ]
    }

    /// Of everything from a value on.
    static func from(_ value: Double, _ text: String, color: String) -> JSON {
        [
            "type": "range",
            "options": [
                "from": .number(value), "to": .null, "result": ["text": .string(text), "color": .string(color)],
            ],
        ]
    }
}
