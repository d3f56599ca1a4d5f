internal import NinesSLO

/// Draws a policy over time: burn rates of its windows with the tiers' factors, the budget, the alerts.
struct BurnPicture {
    let policy: PolicyReport
    let timeline: Timeline
    let incidents: [Incident]
    let title: String
    private let axis: TimeAxis

    init(_ policy: PolicyReport, timeline: Timeline, incidents: [Incident], title: String) {
        self.policy = policy
        self.timeline = timeline
        self.incidents = incidents
        self.title = title
        axis = TimeAxis(start: timeline.start, end: timeline.end, left: Self.left, width: Self.right - Self.left)
    }

    static let width = 1000.0
    private static let left = 64.0
    private static let right = 790.0
    private static let burnTop = 48.0
    private static let burnBottom = 288.0
    private static let budgetTop = 316.0
    private static let budgetBottom = 396.0
    private static let alertsTop = 424.0
    private static let rowHeight = 18.0
    /// Burn rates below it are drawn on it.
    private static let leastBurnRate = 0.1

    /// Rows of bars: the incidents, and each tier.
    private var alertsBottom: Double { Self.alertsTop + Self.rowHeight * Double(policy.alerts.count + 1) }

    var height: Double { alertsBottom + 48 }

    var elements: [String] {
        [SVGText.text(title, x: Self.left, y: 26, classes: "title")] + grid + burn + budget + alerts
    }

    // MARK: Time

    private var grid: [String] {
        axis.ticks.flatMap { tick in
            [
                SVGText.line(tick.x, Self.burnTop, tick.x, alertsBottom, classes: "grid"),
                SVGText.text(tick.label, x: tick.x, y: alertsBottom + 16, anchor: "middle"),
            ]
        } + [
            SVGText.text("time (UTC)", x: (Self.left + Self.right) / 2, y: alertsBottom + 36, anchor: "middle")
        ]
    }

    /// Lines through the columns, parted where columns are missing: nobody watched there.
    private func parts(_ y: (Timeline.Column) -> Double) -> [[(x: Double, y: Double)]] {
        let distances = zip(timeline.columns, timeline.columns.dropFirst()).map {
            $1.instant.duration(since: $0.instant)
        }
        let usual = distances.sorted().dropFirst(distances.count / 2).first ?? .zero
        var parts: [[(x: Double, y: Double)]] = []
        for (index, column) in timeline.columns.enumerated() {
            if index == 0 || distances[index - 1] > usual * 3 { parts.append([]) }
            parts[parts.count - 1].append((axis.x(column.instant), y(column)))
        }
        return parts
    }

    // MARK: Burn rates

    /// Powers of ten from the least burn rate to the first above all that is drawn.
    private var decades: [Double] {
        let highest = max(
            timeline.columns.flatMap(\.burnRates).max() ?? 0, policy.policy.tiers.map(\.factor).max() ?? 0, 1)
        var decades = [Self.leastBurnRate]
        // A burn rate is at most 10^9.
        while let last = decades.last, last < highest, decades.count < 12 { decades.append(last * 10) }
        return decades
    }

    private func burnY(_ rate: Double, _ decades: [Double]) -> Double {
        let place = Decimals.logarithm(max(rate, Self.leastBurnRate) / Self.leastBurnRate)
        return Self.burnBottom - (Self.burnBottom - Self.burnTop) * place / Double(max(decades.count - 1, 1))
    }

    private var burn: [String] {
        let decades = decades
        var elements = decades.flatMap { decade in
            let y = burnY(decade, decades)
            return [
                SVGText.line(Self.left, y, Self.right, y, classes: "grid"),
                SVGText.text(FigureText.rounded(decade), x: Self.left - 6, y: y + 4, anchor: "end"),
            ]
        }
        elements.append(verticalTitle("burn rate (log)", Self.burnTop, Self.burnBottom))
        var labelBottom = Self.burnTop - 12
        for (index, tier) in policy.policy.tiers.enumerated() {
            let color = "c\(index % 4)"
            for (window, style) in [(tier.longWindow, "long"), (tier.shortWindow, "short")] {
                guard let place = timeline.windows.firstIndex(of: window) else { continue }
                elements +=
                    SVGText.path(parts { burnY($0.burnRates[place], decades) }, classes: "\(style) \(color)")
                    .map { [$0] } ?? []
            }
            let y = burnY(tier.factor, decades)
            elements.append(SVGText.line(Self.left, y, Self.right, y, classes: "factor \(color)"))
            // Labels of factors that are near each other move down.
            labelBottom = max(y + 4, labelBottom + 14)
            elements.append(
                SVGText.text("\(tier.title)", x: Self.right + 8, y: labelBottom, classes: "label \(color)"))
        }
        elements.append(
            SVGText.text("solid: long window, thin: short window", x: Self.right, y: Self.burnTop - 8, anchor: "end"))
        return elements
    }

    // MARK: Budget

    private var budget: [String] {
        let least = min(timeline.columns.map(\.budgetRemaining).min() ?? 0, 0)
        let span = 1 - least
        func y(_ remaining: Double) -> Double {
            Self.budgetBottom - (Self.budgetBottom - Self.budgetTop) * (remaining - least) / span
        }
        var elements: [String] = []
        var labels: [Double] = []
        for mark in [0, least, 1] {
            elements.append(
                SVGText.line(Self.left, y(mark), Self.right, y(mark), classes: mark == 0 ? "zero" : "grid"))
            // A label that would cover another is left out.
            guard labels.allSatisfy({ abs($0 - y(mark)) > 12 }) else { continue }
            labels.append(y(mark))
            elements.append(
                SVGText.text(FigureText.percent(mark, decimals: 0), x: Self.left - 6, y: y(mark) + 4, anchor: "end"))
        }
        elements += SVGText.path(parts { y($0.budgetRemaining) }, classes: "budget").map { [$0] } ?? []
        elements.append(
            SVGText.text("error budget left", x: Self.right + 8, y: (Self.budgetTop + Self.budgetBottom) / 2 + 4))
        return elements
    }

    // MARK: Alerts

    private var alerts: [String] {
        var elements = row(0, label: "incidents", color: "", spans: incidents.map { ($0.start, $0.end) })
        for (index, alerts) in policy.alerts.enumerated() {
            elements += row(
                index + 1, label: "\(alerts.tier.severity.rawValue) \(DurationText.text(alerts.tier.longWindow))",
                color: "c\(index % 4)", spans: alerts.intervals.map { ($0.firedAt, $0.resetAt ?? timeline.end) })
        }
        elements.append(verticalTitle("firing", Self.alertsTop, alertsBottom))
        return elements
    }

    private func row(_ place: Int, label: String, color: String, spans: [(Timestamp, Timestamp)]) -> [String] {
        let top = Self.alertsTop + Self.rowHeight * Double(place)
        let bars = spans.filter { $0.1 > timeline.start && $0.0 < timeline.end }.map { start, end in
            // At least a pixel and a half, or short ones vanish.
            let (left, right) = (axis.x(start), axis.x(end))
            return "<rect x=\"\(SVGText.number(left))\" y=\"\(SVGText.number(top + 3))\" "
                + "width=\"\(SVGText.number(max(right - left, 1.5)))\" height=\"12\" "
                + "class=\"bar\(color.isEmpty ? "" : " " + color)\"/>"
        }
        return bars + [
            SVGText.line(Self.left, top + Self.rowHeight, Self.right, top + Self.rowHeight, classes: "grid"),
            SVGText.text(label, x: Self.right + 8, y: top + 13, classes: color.isEmpty ? "" : "label \(color)"),
        ]
    }

    private func verticalTitle(_ text: String, _ top: Double, _ bottom: Double) -> String {
        let y = SVGText.number((top + bottom) / 2)
        return
            "<text transform=\"translate(16 \(y)) rotate(-90)\" text-anchor=\"middle\">\(SVGText.escaped(text))</text>"
    }
}
