public import NinesSLO

/// Plays an SLO's past to the engine and measures how well its alerts would have done.
///
/// ```swift
/// let backtest = Backtest(of: checkout, over: try HistoryCSV.history(bytes))
/// let report = try backtest.report(comparing: [NamedPolicy("own", checkout.alerting)])
/// print(report.text)
/// ```
///
/// The engine is `SLOEngine` itself: an alert of the backtest is the alert that a service would have raised. Pure:
/// the same history gives the same report. A history of 30 days in slices of 10 s takes a fraction of a second per
/// policy.
public struct Backtest: Sendable {
    let definition: SLODefinition
    let history: History
    /// What the budget counts of it: what incidents are found in and shares of the budget are of.
    private let budgeted: History
    /// Known incidents; nil detects them in the history.
    let spans: [Range<Timestamp>]?
    /// Outages further apart than this are two incidents.
    let quiet: Duration
    let significance: Significance
    /// Nil for an SLO that counts events itself.
    private let composite: CompositeHistory?

    /// Which incidents matter: the share of the SLO's budget that they spend.
    public struct Significance: Sendable, Hashable {
        /// Nil takes each tier's own: factor x long window / SLO window, which is 2 % and 5 % for the workbook's pages
        /// and 10 % for its tickets.
        public var page: Double?
        /// The same for tickets.
        public var ticket: Double?

        /// Bounds for both severities; nil: none.
        public init(page: Double? = nil, ticket: Double? = nil) {
            self.page = page
            self.ticket = ticket
        }

        func share(for severity: Severity) -> Double? {
            switch severity {
            case .page: page
            case .ticket: ticket
            }
        }
    }

    /// - Parameters:
    ///   - incidents: known incidents, in order; nil detects them: those that spent at least 0.1 % of the budget.
    ///   - quiet: detected incidents that are further apart than this are two.
    public init(
        of definition: SLODefinition, over history: History, incidents: [Range<Timestamp>]? = nil,
        quiet: Duration = .seconds(3_600), significance: Significance = Significance()
    ) {
        self.definition = definition
        self.history = history
        budgeted = history.budgeted(by: definition)
        spans = incidents
        self.quiet = quiet
        self.significance = significance
        composite = nil
    }

    /// A backtest of an SLO that is made of others.
    package init(
        of definition: SLODefinition, composedOf composite: CompositeHistory, incidents: [Range<Timestamp>]? = nil,
        quiet: Duration = .seconds(3_600), significance: Significance = Significance()
    ) {
        self.definition = definition
        self.composite = composite
        history = composite.combined
        budgeted = history
        spans = incidents
        self.quiet = quiet
        self.significance = significance
    }

    /// A backtest over made-up traffic, whose incidents are known.
    ///
    /// - Throws: `SLOError` when the scenario cannot be played, see ``Scenario/history()``.
    public init(
        of definition: SLODefinition, in scenario: Scenario, significance: Significance = Significance()
    ) throws(SLOError) {
        self.init(
            of: definition, over: try scenario.history(), incidents: scenario.spans, significance: significance)
    }

    /// A backtest of an SLO that is made of others, each with the made-up traffic. The trouble is in the first one
    /// alone: a composite has to alert when one of its parts fails.
    package init(
        of definition: SLODefinition, composedOf indicator: CompositeIndicator, parts: [SLODefinition],
        in scenario: Scenario, significance: Significance = Significance()
    ) throws(SLOError) {
        var histories: [(definition: SLODefinition, history: History)] = []
        for (index, part) in parts.enumerated() {
            var own = scenario
            if index > 0 { own.incidents = [] }
            own.seed = scenario.seed.map { $0 &+ UInt64(index) }
            histories.append((part, try own.history()))
        }
        self.init(
            of: definition, composedOf: CompositeHistory(of: indicator, parts: histories), incidents: scenario.spans,
            significance: significance)
    }

    /// Plays the history once to each policy.
    ///
    /// - Parameter picture: the time that each policy's ``PolicyReport/timeline`` shall cover; without it there is
    ///   none.
    /// - Throws: `SLOError` when two tiers of a policy are the same alert. A tier that can never fire is left out,
    ///   and said so in the advice.
    public func report(
        comparing policies: [NamedPolicy], picture: Range<Timestamp>? = nil
    ) throws(SLOError) -> BacktestReport {
        let objective = definition.objective
        let window = budgetWindow
        let incidents = incidents(objective: objective, window: window)
        let scoring = AlertScoring(
            history: budgeted, incidents: incidents, allowedBad: budgeted.allowedBad(objective, per: window))
        var reports: [PolicyReport] = []
        let remaining = RemainingBudget(
            of: definition, composite?.parts.map { $0.history.budgeted(by: $0.definition) } ?? [budgeted],
            composedOf: composite?.indicator)
        let few = policies.map(\.policy.minFailures).max() ?? 1
        for policy in policies {
            reports.append(try report(on: policy, scoring: scoring, fewFailures: few, picture: picture, remaining))
        }
        return BacktestReport(
            definition: definition, history: budgeted, incidents: incidents, policies: reports)
    }

    /// The length of the window whose budget incidents spend: of a calendar window, of the period in which the history
    /// ends, as what is left of its budget is.
    private var budgetWindow: Duration {
        guard case .calendar(let calendar) = definition.window, let end = budgeted.end else {
            return definition.window.length
        }
        let period = calendar.lastPeriod(to: end)
        return period.upperBound.duration(since: period.lowerBound)
    }

    /// Found incidents that spend less are noise: single failures, by the thousand.
    private static let noise = 0.001

    private func incidents(objective: Objective, window: Duration) -> [Incident] {
        if let spans { return budgeted.incidents(in: spans, objective: objective, window: window) }
        let least = min(Self.noise, significance.page ?? 1, significance.ticket ?? 1)
        return budgeted.incidents(
            in: budgeted.spansWorse(than: objective, quiet: quiet), objective: objective, window: window
        ).filter { $0.budgetShare >= least }
    }

    private func report(
        on named: NamedPolicy, scoring: AlertScoring, fewFailures: UInt64, picture: Range<Timestamp>?,
        _ remaining: RemainingBudget
    ) throws(SLOError) -> PolicyReport {
        var (policy, advice) = reachable(named.policy)
        // Alerts of one tier must be tellable apart, which only all of them together show.
        let definition = try self.definition.changed(alerting: policy)
        policy = definition.alerting
        var timeline = picture.map { span in
            TimelineRecorder(
                definition, span, columns: 720,
                shortestWindow: policy.tiers.map(\.shortWindow).min() ?? definition.window.length)
        }
        let replay =
            if let composite {
                try Replay(
                    of: definition, composedOf: composite.indicator, parts: composite.parts, timeline: &timeline)
            } else {
                try Replay(of: definition, over: history, timeline: &timeline)
            }
        let adviser = BacktestAdviser(
            definition: definition, history: history, budgeted: budgeted, policy: policy, fewFailures: fewFailures)
        advice += policy.tiers.flatMap(adviser.advice)
        return PolicyReport(
            name: named.name, policy: policy,
            alerts: zip(policy.tiers, replay.alerts).map(PolicyReport.TierAlerts.init),
            scores: scores(policy, replay.alerts, scoring), advice: advice, timeline: timeline?.timeline,
            status: replay.status, budgetRemaining: remaining.left(else: replay.remaining))
    }

    /// The policy without the tiers that the objective and the window rule out, and why.
    private func reachable(_ policy: AlertPolicy) -> (AlertPolicy, [BacktestAdvice]) {
        var (kept, advice) = (policy, [BacktestAdvice]())
        kept.tiers = policy.tiers.filter { tier in
            var alone = policy
            alone.tiers = [tier]
            do throws(SLOError) {
                _ = try definition.changed(alerting: alone)
                try composite?.check(alone, for: definition)
                return true
            } catch {
                advice.append(
                    BacktestAdvice(
                        kind: .unreachable, severity: tier.severity, longWindow: tier.longWindow,
                        message: "\(tier.title): it can never fire: \(error.description)"))
                return false
            }
        }
        return (kept, advice)
    }

    /// Each severity's, all tiers together, and below it those of its tiers.
    private func scores(
        _ policy: AlertPolicy, _ alerts: [[AlertInterval]], _ scoring: AlertScoring
    ) -> [AlertScore] {
        Severity.allCases.flatMap { severity -> [AlertScore] in
            let indices = policy.tiers.indices.filter { policy.tiers[$0].severity == severity }
            guard !indices.isEmpty else { return [] }
            let scores = indices.map { index in
                let tier = policy.tiers[index]
                return scoring.score(
                    alerts[index], severity: severity, tier: tier, significantShare: share(of: tier),
                    grace: grace(after: tier))
            }
            let together = scoring.score(
                indices.flatMap { alerts[$0] }.merged, severity: severity, tier: nil,
                significantShare: scores.map(\.significantShare).min() ?? 0,
                grace: indices.map { grace(after: policy.tiers[$0]) }.max() ?? .zero)
            return [together] + scores
        }
    }

    private func share(of tier: BurnRateTier) -> Double {
        // One division of integers below 2^53, so that 14.4 x 1h / 30d is 0.02.
        significance.share(for: tier.severity)
            ?? Double(tier.factorMillionths) * Double(tier.longWindow.components.seconds)
            / (1e6 * Double(definition.window.length.components.seconds))
    }

    /// The short window, which the incident is still in, and the wait.
    private func grace(after tier: BurnRateTier) -> Duration { tier.shortWindow + tier.pending }
}
