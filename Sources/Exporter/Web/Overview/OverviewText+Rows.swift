import NinesSLO

extension OverviewText {
    /// A row of the table of targets.
    struct TargetText {
        let targetName: String
        let url: String
        let job: String
        let targetState: Mark
        /// For how long.
        let stateAge: String
        let note: String?
        let duration: String
        let code: String
        let age: String
        let availability: String
        let probes: String
        let failure: FailureText?

        struct FailureText {
            let reason: String
            let message: String
        }

        init(_ row: OverviewModel.TargetRow, now: Timestamp) {
            targetName = row.name
            url = row.url
            job = row.job
            failure = row.last?.failure.map { FailureText(reason: $0.reason.rawValue, message: $0.message) }
            targetState = row.last == nil && row.state == .unknown ? Mark(.neutral, "pending") : Mark(row.state)
            stateAge = row.since.map { "for " + Readable.length(now.duration(since: $0)) } ?? ""
            note = row.note.map { text in
                guard row.state != .up, let since = row.since else { return text }
                return "\(row.state.rawValue) since \(Readable.instant(since)): \(text)"
            }
            duration = row.last?.duration.rounded ?? "–"
            code = row.last.map { $0.statusCode == 0 ? "no answer" : "status \($0.statusCode)" } ?? "not yet"
            age = row.last.map { Readable.length(now.duration(since: $0.startedAt)) + " ago" } ?? ""
            let (sum, overflow) = row.successes.addingReportingOverflow(row.failures)
            let total = overflow ? .max : sum
            availability = total == 0 ? "–" : Readable.percent(Double(row.successes) / Double(total))
            probes = total == 1 ? "of 1 probe" : "of \(Readable.count(total)) probes"
        }
    }

    /// The card of an SLO.
    struct SLOText {
        let service: String
        let sloName: String
        let details: String?
        let promise: String
        let budgetState: Mark
        let budget: String
        /// The length of the bar, in percent.
        let bar: String
        let sloWindow: String
        let good: String
        let bad: String
        let burnRate: String
        let watched: String
        let hasAlerts: Bool
        let alerts: [AlertText]

        init(_ row: OverviewModel.SLORow, now: Timestamp) {
            service = row.service
            sloName = row.name
            details = row.description
            sloWindow = DurationText.text(row.window)
            promise = "\(Readable.objective(row.objective)) of \(row.source.text)"
            let isOverspent = row.budgetRemaining < 0
            budgetState =
                row.counts.total == 0
                ? Mark(.neutral, "no events yet")
                : isOverspent ? Mark(.bad, "overspent") : Mark(.good, "within budget")
            budget =
                isOverspent
                ? "overspent by \(Readable.percent(-row.budgetRemaining))"
                : "\(Readable.percent(row.budgetRemaining)) left"
            // A whole percent in 0...100; a spent budget has a full bar of its own.
            bar = isOverspent ? "100" : "\(Int((min(max(row.budgetRemaining, 0), 1) * 100).rounded()))"
            good = Readable.count(row.counts.good)
            bad = Readable.count(row.counts.bad)
            burnRate = Readable.factor(row.burnRate)
            watched = Readable.percent(row.coverage)
            hasAlerts = !row.alerts.isEmpty
            alerts = row.alerts.map { AlertText($0, now: now) }
        }
    }

    /// A row of an SLO's table of alerts.
    struct AlertText {
        let alertState: Mark
        let since: String
        let severity: String
        let factor: String
        let long: String
        let longWindow: String
        let short: String
        let shortWindow: String

        init(_ row: OverviewModel.AlertRow, now: Timestamp) {
            switch row.state {
            case .inactive:
                alertState = Mark(.neutral, "inactive")
                since = ""
            case .pending(let start):
                alertState = Mark(.warning, "pending")
                since = Readable.length(now.duration(since: start))
            case .firing(let start):
                alertState = Mark(row.severity == .page ? .bad : .warning, "firing")
                since = Readable.length(now.duration(since: start))
            }
            severity = row.severity.rawValue
            factor = Readable.factor(row.factor)
            long = Readable.factor(row.long.value)
            longWindow = DurationText.text(row.long.window)
            short = Readable.factor(row.short.value)
            shortWindow = DurationText.text(row.short.window)
        }
    }

    /// The part about the demo.
    struct DemoText {
        let phase: Mark
        let outlook: String
        let timetable: String
        let switches: [SwitchText]
        let switchURL: String

        struct SwitchText {
            let mode: String
            let action: String
            let isCurrent: Bool
        }

        init(_ note: OverviewModel.DemoNote) {
            phase = Mark(note.isGood ? .good : .warning, note.phase)
            outlook = note.outlook
            timetable = note.timetable
            switches = note.modes.map { mode in
                SwitchText(mode: mode, action: "\(note.switchURL)/\(mode)", isCurrent: mode == note.currentMode)
            }
            switchURL = note.switchURL
        }
    }
}

extension OverviewText.Mark {
    init(_ state: OverviewModel.TargetRow.State) {
        let tone: Tone =
            switch state {
            case .up: .good
            case .degraded: .warning
            case .down: .bad
            case .suppressed, .maintenance, .unknown: .neutral
            }
        self.init(tone, state.rawValue)
    }
}

extension OverviewModel.SLORow.Source {
    /// What follows "99.9 % of ".
    fileprivate var text: String {
        switch self {
        case .probes(let target, let fasterThan):
            "the probes of \(target) succeed\(fasterThan.map { " within \($0.rounded)" } ?? "")"
        case .parts(let composite):
            "\(composite.parts.map(\.slo).joined(separator: ", ")) together (\(composite.rule.rawValue))"
        }
    }
}
