/// A promise about a service: which share of its events shall be good over a window, and when to alert.
public struct SLODefinition: Sendable, Hashable {
    /// Unique within the service. The label `slo` of everything exported.
    public let name: String
    /// The label `service` of everything exported.
    public let service: String
    /// The ratio of good events that is promised.
    public let objective: Objective
    /// The window of the error budget.
    public let window: SLOWindow
    /// What the budget counts: events or slices of time.
    public let budgeting: Budgeting
    /// Which burn rates page somebody or open a ticket.
    public let alerting: AlertPolicy
    /// What a slice without events says.
    public let noData: NoDataPolicy
    /// When events do not count.
    public let maintenance: [MaintenanceWindow]
    /// What the promise means, for people.
    public let description: String?

    /// Checks the parts against each other.
    ///
    /// - Parameter alerting: the workbook's tiers scaled to the window when it is left out, without those whose factor
    ///   no burn rate exceeds at the objective or for which the window is too short; ``warnings`` names them.
    /// - Throws: ``SLOError`` when a name is empty, a length is out of range, the window is shorter than a timeslice or
    ///   than a tier's long window, a tier's short window holds fewer than two timeslices, two tiers would export the
    ///   same alert, or a tier's factor can never be exceeded at the objective.
    public init(
        name: String, service: String, objective: Objective, window: SLOWindow, budgeting: Budgeting = .occurrences,
        alerting: AlertPolicy? = nil, noData: NoDataPolicy = .ignore, maintenance: [MaintenanceWindow] = [],
        description: String? = nil
    ) throws(SLOError) {
        guard !name.isEmpty else {
            throw SLOError(key: "name", "SLO of service \"\(service)\": its name must not be empty")
        }
        guard !service.isEmpty else {
            throw SLOError(key: "service", "SLO \"\(name)\": the name of its service must not be empty")
        }
        try window.check()
        try budgeting.check()
        for maintenance in maintenance { try maintenance.check() }
        if let slice = budgeting.sliceLength, window.length < slice {
            throw SLOError(
                key: "window",
                "window \(DurationText.text(window.length)): it must not be shorter than a timeslice of "
                    + DurationText.text(slice))
        }
        self.name = name
        self.service = service
        self.objective = objective
        self.window = window
        self.budgeting = budgeting
        self.alerting =
            alerting
            ?? AlertPolicy.workbook(for: window.length, timeslice: budgeting.sliceLength).reachable(
                at: objective, within: window.length)
        self.noData = noData
        self.maintenance = maintenance
        self.description = description
        for (index, tier) in self.alerting.tiers.enumerated() {
            try check(tier)
            for other in self.alerting.tiers[..<index]
            where other.severity == tier.severity && other.longWindow == tier.longWindow {
                throw SLOError(
                    key: "long",
                    "long \(DurationText.text(tier.longWindow)): two \(tier.severity.rawValue) tiers have it; "
                        + "severity and long window together must be unique")
            }
        }
    }

    /// The same promise with another window or other alerts, checked anew.
    package func changed(window: SLOWindow? = nil, alerting: AlertPolicy? = nil) throws(SLOError) -> SLODefinition {
        try SLODefinition(
            name: name, service: service, objective: objective, window: window ?? self.window, budgeting: budgeting,
            alerting: alerting ?? self.alerting, noData: noData, maintenance: maintenance, description: description)
    }

    private func check(_ tier: BurnRateTier) throws(SLOError) {
        guard tier.longWindow <= window.length else {
            throw SLOError(
                key: "long",
                "long \(DurationText.text(tier.longWindow)): it must not be longer than the SLO's window "
                    + DurationText.text(window.length))
        }
        if let slice = budgeting.sliceLength, tier.shortWindow < slice * 2 {
            throw SLOError(
                key: "short",
                "short \(DurationText.text(tier.shortWindow)): it must hold at least two timeslices of "
                    + DurationText.text(slice))
        }
        guard tier.isReachable(at: objective) else {
            throw SLOError(
                key: "factor",
                "factor \(plainText(tier.factor)): no burn rate exceeds it at objective \(plainText(objective.ratio)), "
                    + "where the highest is \(objective.highestBurnRate); "
                    + "it can be exceeded from objective \(plainText(tier.leastObjective)) on")
        }
    }

    /// What was left out of the defaults, in sentences for whoever wrote the definition; empty when nothing was.
    public var warnings: [String] { defaultsLeftOut.map { "SLO \"\(name)\" of service \"\(service)\": \($0)" } }

    /// The ``warnings`` for where it is plain which SLO is meant.
    package var defaultsLeftOut: [String] {
        let workbook = AlertPolicy.workbook(for: window.length, timeslice: budgeting.sliceLength)
        let usable = workbook.reachable(at: objective, within: window.length)
        guard usable.tiers == alerting.tiers else { return [] }
        return workbook.tiers.filter { !usable.tiers.contains($0) }.map { tier in
            let reason =
                tier.isReachable(at: objective)
                ? "window \(DurationText.text(window.length)) is too short for its long window beside the others"
                : "at objective \(plainText(objective.ratio)) the highest burn rate is \(objective.highestBurnRate), so it "
                    + "could never fire"
            let name = "\(tier.severity.rawValue) \(plainText(tier.factor))"
            return "the default \(tier.severity.rawValue) tier of factor \(plainText(tier.factor)) is left out: "
                + reason + " (alerting: {disable: [\(name)]} says so too, without a warning)"
        }
    }
}

extension BurnRateTier {
    // The highest burn rate, with every event bad, is 1 / budget. A factor below it, in millionths times parts per
    // billion: factorMillionths x budgetPartsPerBillion < 10^15. Dividing keeps that within 64 bits.
    private var largestBudget: Int64 { (1_000_000_000_000_000 - 1) / factorMillionths }

    /// Whether errors can burn the budget faster than the factor: at 0.9 all bad events burn it 10 times as fast.
    func isReachable(at objective: Objective) -> Bool { objective.budgetPartsPerBillion <= largestBudget }

    /// The least objective at which the factor can be exceeded.
    fileprivate var leastObjective: Double { Double(1_000_000_000 - largestBudget) / 1e9 }
}

extension AlertPolicy {
    /// Without the tiers whose factor no burn rate exceeds, and those that a short window or long timeslices leave no
    /// room for.
    package func reachable(at objective: Objective, within window: Duration) -> AlertPolicy {
        var policy = distinct
        policy.tiers.removeAll { !$0.isReachable(at: objective) || $0.longWindow > window }
        return policy
    }

    /// Without the tiers that a short window has given the long window of a lower factor, which fires whenever the
    /// higher one would.
    package var distinct: AlertPolicy {
        var policy = self
        policy.tiers.removeAll { tier in
            tiers.contains {
                $0.severity == tier.severity && $0.longWindow == tier.longWindow
                    && $0.factorMillionths < tier.factorMillionths
            }
        }
        return policy
    }
}

extension SLODefinition: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, service, objective, window, budgeting, alerting, maintenance, description
        case noData = "no_data"
    }

    /// Decodes what a document writes, and checks the parts as the initializer does.
    public init(from decoder: any Decoder) throws {
        try self.init(from: decoder, besides: [])
    }

    /// - Parameter others: keys of the same mapping that somebody else reads.
    init(from decoder: any Decoder, besides others: [String]) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self, besides: others)
        let name = try container.decode(String.self, forKey: .name)
        let service = try container.decode(String.self, forKey: .service)
        let objective = try container.decode(Objective.self, forKey: .objective)
        let window = try container.decode(SLOWindow.self, forKey: .window)
        let budgeting = try container.decodeIfPresent(Budgeting.self, forKey: .budgeting) ?? .occurrences
        let workbook = AlertPolicy.workbook(for: window.length, timeslice: budgeting.sliceLength)
        let alerting =
            try container.contains(.alerting) && !container.decodeNil(forKey: .alerting)
            ? AlertPolicy(
                from: container.superDecoder(forKey: .alerting), default: (workbook.tiers, objective, window.length))
            : nil
        let noData = try container.decodeIfPresent(NoDataPolicy.self, forKey: .noData) ?? .ignore
        let maintenance = try container.decodeIfPresent([MaintenanceWindow].self, forKey: .maintenance) ?? []
        let description = try container.decodeIfPresent(String.self, forKey: .description)
        do throws(SLOError) {
            try self.init(
                name: name, service: service, objective: objective, window: window, budgeting: budgeting,
                alerting: alerting, noData: noData, maintenance: maintenance, description: description)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    /// Leaves out what has its default.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(service, forKey: .service)
        try container.encode(objective, forKey: .objective)
        try container.encode(window, forKey: .window)
        if budgeting != .occurrences { try container.encode(budgeting, forKey: .budgeting) }
        try container.encode(alerting, forKey: .alerting)
        if noData != .ignore { try container.encode(noData, forKey: .noData) }
        if !maintenance.isEmpty { try container.encode(maintenance, forKey: .maintenance) }
        try container.encodeIfPresent(description, forKey: .description)
    }
}
