public import NinesSLO

/// An alerting policy under the name by which a comparison shows it.
public struct NamedPolicy: Sendable, Hashable {
    /// What the report calls it.
    public let name: String
    /// The tiers to play.
    public let policy: AlertPolicy

    /// A policy under a name of its own, to be told from others in one report.
    public init(_ name: String, _ policy: AlertPolicy) {
        self.name = name
        self.policy = policy
    }

    /// The names that ``named(_:for:timeslice:)`` knows.
    public static let names = ["workbook", "sloth", "pyrra"]

    /// A well-known policy for an SLO's window; nil for a name that is not in ``names``.
    ///
    /// - `workbook`: `AlertPolicy/workbook(for:timeslice:)`, of tiers with the same windows the most sensitive one.
    /// - `sloth`: sloth's catalogue for 30 days. Windows of 1h/5m, 6h/30m, 1d/2h and 3d/6h whatever the SLO's window;
    ///   the factors spend 2, 5, 10 and 10 % of its budget. A single failure may fire it.
    /// - `pyrra`: factors 14, 7, 2 and 1, windows and waits scaled from 28 days and rounded to minutes. A single
    ///   failure may fire it.
    ///
    /// - Parameter timeslice: the longest one of an SLO that is budgeted in them, or of its parts; for `workbook`.
    public static func named(_ name: String, for window: Duration, timeslice: Duration? = nil) -> NamedPolicy? {
        switch name {
        case "workbook": NamedPolicy(name, AlertPolicy.workbook(for: window, timeslice: timeslice).distinct)
        case "sloth": NamedPolicy(name, AlertPolicy(tiers: PeerTier.sloth(for: window), minFailures: 1))
        case "pyrra": NamedPolicy(name, AlertPolicy(tiers: PeerTier.pyrra(for: window), minFailures: 1))
        default: nil
        }
    }
}

/// The tiers of other tools, as they publish them.
private enum PeerTier {
    /// `internal/alert/windows/google-30d.yaml` of sloth 0.16: share of the budget, long and short window in minutes.
    static func sloth(for window: Duration) -> [BurnRateTier] {
        let rows: [(Severity, share: Double, long: Int64, short: Int64)] = [
            (.page, 0.02, 60, 5), (.page, 0.05, 360, 30), (.ticket, 0.1, 1_440, 120), (.ticket, 0.1, 4_320, 360),
        ]
        return rows.compactMap { severity, share, long, short in
            let long = Duration.seconds(long * 60)
            return try? BurnRateTier(
                severity: severity, factor: share * (window / long), longWindow: long,
                shortWindow: .seconds(short * 60))
        }
    }

    /// `Windows` in `slo/rules.go` of pyrra 0.10: factor, then long window, short window and wait for 28 days, in
    /// minutes.
    static func pyrra(for window: Duration) -> [BurnRateTier] {
        let rows: [(Severity, factor: Double, long: Double, short: Double, wait: Double)] = [
            (.page, 14, 60, 5, 2), (.page, 7, 360, 30, 15), (.ticket, 2, 1_440, 120, 60), (.ticket, 1, 5_760, 360, 180),
        ]
        // Windows have at most 366 days, so minutes stay small; a tier that rounds to nothing is left out.
        let scale = window / .seconds(28 * 86_400)
        func minutes(_ value: Double) -> Duration {
            .seconds(Int64((min(max(value * scale, 0), 1e6)).rounded()) * 60)
        }
        return rows.compactMap { severity, factor, long, short, wait in
            try? BurnRateTier(
                severity: severity, factor: factor, longWindow: minutes(long), shortWindow: minutes(short),
                pending: minutes(wait))
        }
    }
}
