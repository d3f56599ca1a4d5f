/// What one SLO has counted, as a value: to be written down, restored after a restart, and merged with what other
/// instances of the service counted.
///
/// It holds counts and no decisions: no objective, window or policy. Whatever those are when it is restored, budgets
/// and burn rates follow from the counts.
///
/// Counts are kept by *run*, one life of an engine: its instance's name and an incarnation that grows with each
/// restart. A run that restored earlier runs of its instance has their counts in its own, and takes their place in a
/// merge.
public struct SLOState: Sendable, Hashable {
    /// The label `service` of the SLO.
    public let service: String
    /// The label `slo` of the SLO.
    public let slo: String
    /// By instance, then incarnation; none that a later one has folded.
    var runs: [Run]

    struct Run: Sendable, Hashable {
        var instance: String
        /// From 1.
        var incarnation: UInt64
        /// Every run of this instance up to this incarnation is part of this one; 0 for none.
        var absorbedThrough: UInt64
        /// All events ever, of folded runs too, whether or not a slice still has them.
        var events: EventCounts
        /// The second of the last sample.
        var last: Int64
        /// What is counted: events, or timeslices of some length and objective. Neither can be made of the other.
        var unit: String
        /// Seconds in a slice of the finest level: what `covered` counts.
        var baseWidth: Int64
        /// Finest first.
        var levels: [Level]
        /// The timeslice in progress, which no level has before it is judged; nil where events count by themselves.
        /// Before its first event it is there with nothing in it: the one before it has been judged.
        var timeslice: OpenTimeslice?
        /// What silence weighs; nil where it does not count, or before the first event.
        var silence: Silence?
        /// Of the last sample, those that were not inactive.
        var alerts: [TierAlert] = []
    }

    /// What ``SilenceWeight`` goes on from.
    struct Silence: Sendable, Hashable {
        /// Seconds in a slice that is judged.
        var width: Int64
        /// Their events as good ones, and their number as what is covered.
        var level: Level
        /// The second at which the latest slice with events began.
        var lastStart: Int64
        var last: EventCounts
        /// Of a silent slice, at the last sample.
        var weight: UInt64
    }

    /// An alert that was not inactive, by its tier.
    struct TierAlert: Sendable, Hashable {
        var isPage: Bool
        var factorMillionths: UInt64
        /// In seconds.
        var long: UInt64
        var short: UInt64
        var isFiring: Bool
        /// In nanoseconds since the epoch.
        var since: Int64
    }

    struct OpenTimeslice: Sendable, Hashable {
        /// The second at which it began.
        var start: Int64
        var counts: EventCounts
        /// Seconds of it that were watched outside of maintenance.
        var covered: Int64
    }

    /// The slices of one width. A slice from `first` on that is not there is one in which nothing was counted.
    struct Level: Sendable, Hashable {
        /// In seconds.
        var width: Int64
        /// The oldest slice that is still kept.
        var first: Int64
        /// Oldest first.
        var slices: [Slice]
    }

    struct Slice: Sendable, Hashable {
        var index: Int64
        var counts: EventCounts
        /// Base slices in it that were watched and sampled in time.
        var covered: UInt16
    }

    init(service: String, slo: String, runs: [Run]) {
        self.service = service
        self.slo = slo
        self.runs = runs
    }

    /// The instances that the counts are from, in order.
    public var instances: [String] {
        var names: [String] = []
        for run in runs where run.instance != names.last { names.append(run.instance) }
        return names
    }

    /// When any instance last sampled it; nil when none has.
    package var lastSample: Timestamp? {
        runs.map(\.last).max().map { Timestamp(secondsSinceEpoch: Int($0)) }
    }

    /// When an instance last sampled it; nil when it has not.
    func lastSample(of instance: String) -> Timestamp? {
        runs.filter { $0.instance == instance }.map(\.last).max().map { Timestamp(secondsSinceEpoch: Int($0)) }
    }

    /// All events ever counted, of every instance. Never less after a merge or a restart; older than any window's.
    public var events: EventCounts {
        var sum = EventCounts.zero
        for run in runs { sum = sum.saturatingSum(run.events) }
        return sum
    }
}

extension SLOState.TierAlert {
    /// Nil for an alert that is inactive.
    init?(_ tier: BurnRateTier, _ state: AlertState) {
        switch state {
        case .inactive: return nil
        case .pending(let since): (isFiring, self.since) = (false, since.nanosecondsSinceEpoch)
        case .firing(let since): (isFiring, self.since) = (true, since.nanosecondsSinceEpoch)
        }
        isPage = tier.severity == .page
        factorMillionths = UInt64(clamping: tier.factorMillionths)
        long = UInt64(clamping: tier.longWindow.components.seconds)
        short = UInt64(clamping: tier.shortWindow.components.seconds)
    }

    /// - Parameter gap: for how long nobody looked. It does not count towards a tier's `pending`.
    func state(gap: Duration = .zero) -> AlertState {
        let since = Timestamp(nanosecondsSinceEpoch: since)
        return isFiring ? .firing(since: since) : .pending(since: since.advanced(by: gap))
    }

    /// The tier, with no wait; nil where there can be none such.
    var tier: BurnRateTier? {
        try? BurnRateTier(
            severity: isPage ? .page : .ticket, factor: Double(factorMillionths) / 1e6,
            longWindow: .seconds(Int64(clamping: long)), shortWindow: .seconds(Int64(clamping: short)))
    }

    func isOf(_ tier: BurnRateTier) -> Bool {
        isPage == (tier.severity == .page) && factorMillionths == UInt64(clamping: tier.factorMillionths)
            && long == UInt64(clamping: tier.longWindow.components.seconds)
            && short == UInt64(clamping: tier.shortWindow.components.seconds)
    }

    /// For an order of alerts that does not depend on which comes first.
    var rank: [UInt64] {
        [isPage ? 1 : 0, factorMillionths, long, short, isFiring ? 1 : 0, UInt64(bitPattern: since)]
    }
}

extension EventCounts {
    /// The sum that stops at `UInt64.max`: what was decoded may hold any number.
    func saturatingSum(_ other: EventCounts) -> EventCounts {
        EventCounts(good: good.saturatingSum(other.good), bad: bad.saturatingSum(other.bad))
    }

    /// The larger of each.
    func maximum(_ other: EventCounts) -> EventCounts {
        EventCounts(good: max(good, other.good), bad: max(bad, other.bad))
    }

    /// What is left of this without the other, at least nothing.
    func saturatingDifference(_ other: EventCounts) -> EventCounts {
        EventCounts(good: good - min(good, other.good), bad: bad - min(bad, other.bad))
    }
}

extension UInt64 {
    func saturatingSum(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

/// Why bytes are no state, or a state cannot be restored.
public struct SLOStateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What stands in the way. More may be added.
    public struct Rule: Sendable, Hashable {
        private let name: String

        /// The bytes stop before the state does: what is written was cut off.
        public static let truncated = Rule(name: "truncated")
        /// The bytes are not what was written.
        public static let damaged = Rule(name: "damaged")
        /// A later version of Nines wrote it.
        public static let newerVersion = Rule(name: "newerVersion")
        /// The engine has no SLO of that name. Add it, then restore.
        public static let unknownSLO = Rule(name: "unknownSLO")
        /// The SLO's time has begun: restoring now could count events twice.
        public static let alreadyRunning = Rule(name: "alreadyRunning")
        /// The engine was not told which instance it is, and the state has the counts of several, or the engine has
        /// counted under a name of its own already.
        public static let unnamedInstance = Rule(name: "unnamedInstance")
    }

    /// Which rule was broken.
    public let rule: Rule
    /// A sentence that names the rule and the values that break it.
    public let description: String

    static func truncated(expected: Int, found: Int) -> SLOStateError {
        SLOStateError(rule: .truncated, description: "the state is truncated: \(found) bytes of \(expected)")
    }

    static func damaged(_ rule: String) -> SLOStateError {
        SLOStateError(rule: .damaged, description: "the state is damaged: \(rule)")
    }

    static func newerVersion(_ version: Int) -> SLOStateError {
        SLOStateError(
            rule: .newerVersion,
            description: "the state has version \(version), which is newer than \(SLOState.formatVersion), the newest "
                + "this version of Nines reads")
    }

    static func unknownSLO(service: String, slo: String) -> SLOStateError {
        SLOStateError(
            rule: .unknownSLO, description: "there is no SLO \"\(slo)\" of service \"\(service)\" to restore")
    }

    static func alreadyRunning(service: String, slo: String) -> SLOStateError {
        SLOStateError(
            rule: .alreadyRunning,
            description: "SLO \"\(slo)\" of service \"\(service)\" is running already: a state is restored before the "
                + "first advance")
    }

    static func unnamedInstance(among names: [String]) -> SLOStateError {
        SLOStateError(
            rule: .unnamedInstance,
            description: "the state has \(names.count) instances (\(names.joined(separator: ", "))): name the one that "
                + "the engine goes on from, SLOEngine(instance:)")
    }

    static func unnamedInstance(whichCountedBesides name: String) -> SLOStateError {
        SLOStateError(
            rule: .unnamedInstance,
            description:
                "the state is of instance \(name), and the engine has counted under a name of its own already: "
                + "restore before the first advance, or name it, SLOEngine(instance:)")
    }
}
