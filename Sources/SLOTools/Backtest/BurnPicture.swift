internal import NinesMetrics
internal import NinesSLO

/// Draws a policy over time: burn rates of its windows with the tiers' factors, the budget, the alerts.
struct BurnPicture {
    let policy: PolicyReport
    let timeline: BurnTimeline
    let incidents: [Incident]
    let title: String
    private let axis: TimeAxis

    private let clock: LocalClock

    init(
        _ policy: PolicyReport, timeline: BurnTimeline, incidents: [Incident], title: String, clock: LocalClock
    ) {
        self.policy = policy
        self.timeline = timeline
        self.incidents = incidents
        self.title = title
        self.clock = clock
        axis = TimeAxis(
            start: timeline.start, end: timeline.end, clock: clock, left: Self.left, width: Self.right - Self.left)
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
            SVGText.text(
                "time (\(clock.name))", x: (Self.left + Self.right) / 2, y: alertsBottom + 36, anchor: "middle")
        ]
    }

    /// Lines through the columns, parted where columns are missing: that time was not watched.
    private func parts(_ y: (BurnTimeline.Column) -> Double) -> [[(x: Double, y: Double)]] {
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
        elements += lines(decades)
        var labelBottom = Self.burnTop - 12
        for (index, tier) in policy.policy.tiers.enumerated() {
            let y = burnY(tier.factor, decades)
            elements.append(SVGText.line(Self.left, y, Self.right, y, classes: "factor \(color(index))"))
            // Labels of factors that are near each other move down.
            labelBottom = max(y + 4, labelBottom + 14)
            elements.append(
                SVGText.text("\(tier.title)", x: Self.right + 8, y: labelBottom, classes: "label \(color(index))"))
        }
        elements.append(SVGText.text(legend, x: Self.right, y: Self.burnTop - 8, anchor: "end"))
        return elements
    }

    private func color(_ tier: Int) -> String { "c\(tier % 4)" }

    /// One for each window: tiers may share one, and a line over another has the color of neither. It is drawn as its
    /// first tier's long window where it is that of one, else as its first tier's short window.
    private func lines(_ decades: [Double]) -> [String] {
        let tiers = policy.policy.tiers
        let windows = tiers.enumerated().flatMap { [($0, $1.longWindow, "long"), ($0, $1.shortWindow, "short")] }
        return windows.enumerated().compactMap { place, window -> String? in
            let (index, length, style) = window
            let isDrawn = windows.enumerated().contains { other, candidate in
                guard candidate.1 == length else { return false }
                return candidate.2 == style ? other < place : style == "short"
            }
            guard !isDrawn, let column = timeline.windows.firstIndex(of: length) else { return nil }
            return SVGText.path(parts { burnY($0.burnRates[column], decades) }, classes: "\(style) \(color(index))")
        }
    }

    private var legend: String {
        let tiers = policy.policy.tiers
        let shared = tiers.filter { tier in tiers.contains { $0.longWindow == tier.shortWindow } }.map { tier in
            "; short of \(DurationText.text(tier.longWindow)): the \(DurationText.text(tier.shortWindow)) line"
        }
        return "solid: long window, thin: short window" + shared.joined()
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
        for mark in least < 0 ? [0, least, 1] : [0, 1] {
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

/// Where instants are in a picture, and the ticks below it.
struct TimeAxis {
    let start: Timestamp
    let end: Timestamp
    let clock: LocalClock
    /// In pixels.
    let left: Double
    let width: Double

    func x(_ instant: Timestamp) -> Double {
        let span = end.duration(since: start).inSeconds
        guard span > 0 else { return left }
        let share = instant.duration(since: start).inSeconds / span
        return left + width * min(max(share, 0), 1)
    }

    /// Distances between ticks, in seconds.
    private static let steps: [Int64] = [
        10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 31_536_000,
    ]

    struct Tick {
        let x: Double
        let label: String
    }

    /// At most nine, at times that are round where the SLO's clock is.
    var ticks: [Tick] {
        let (first, last) = (local(start.floorSeconds), local(end.floorSeconds))
        // A timestamp's reach is 18 steps of the longest, of which a history has few.
        let step = Self.steps.first { (last - first) / $0 <= 8 } ?? 315_360_000
        return stride(from: first.dividedUp(by: step) * step, through: last, by: Int64.Stride(step)).compactMap {
            second in
            let instant = Timestamp(secondsSinceEpoch: Int(clock.instant(ofLocal: second)))
            guard instant >= start, instant <= end else { return nil }
            return Tick(x: x(instant), label: label(second, step: step))
        }
    }

    private func local(_ second: Int64) -> Int64 { second + clock.offset(at: second) }

    /// The time of day; the date at midnight and where ticks are days.
    private func label(_ second: Int64, step: Int64) -> String {
        let text = Timestamp(secondsSinceEpoch: Int(second)).rfc3339
        let (date, time) = (text.prefix(10), text.dropFirst(11))
        if step >= 86_400 || second.dividedDown(by: 86_400) * 86_400 == second { return String(date) }
        return String(step < 60 ? time.prefix(8) : time.prefix(5))
    }
}

/// Logarithms for axes, from additions and products alone: the same to the last bit on every machine.
enum Decimals {
    /// The decimal logarithm, right to 12 digits. 0 for what has none.
    static func logarithm(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 0 }
        // value = significand x 2^exponent with the significand in 1..<2; ln s = 2 artanh((s - 1) / (s + 1)), whose
        // argument is at most 1/3, so each term is a ninth of the one before it.
        let ratio = (value.significand - 1) / (value.significand + 1)
        var power = ratio
        var sum = 0.0
        for index in 0..<14 {
            sum += power / Double(2 * index + 1)
            power *= ratio * ratio
        }
        let naturalLogarithmOf2 = 0.693_147_180_559_945_3
        let naturalLogarithmOf10 = 2.302_585_092_994_046
        return (2 * sum + Double(value.exponent) * naturalLogarithmOf2) / naturalLogarithmOf10
    }
}
