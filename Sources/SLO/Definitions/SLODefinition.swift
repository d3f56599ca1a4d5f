/// A promise about a service: which share of its events shall be good over a rolling window, and when to alert.
public struct SLODefinition: Sendable, Hashable {
    /// Unique within the service. The label `slo` of everything exported.
    public let name: String
    /// The label `service` of everything exported.
    public let service: String
    public let objective: Objective
    /// The rolling window of the error budget, in whole seconds from a minute to 366 days.
    public let window: Duration
    public let alerting: AlertPolicy
    /// What the promise means, for people.
    public let description: String?

    /// Checks the parts against each other.
    ///
    /// - Parameter alerting: the workbook's tiers scaled to the window when it is left out.
    /// - Throws: ``SLOError`` when a name is empty, the window is out of range, a tier's long window is longer than it,
    ///   two tiers would export the same alert, or a tier's factor can never be exceeded at the objective.
    public init(
        name: String, service: String, objective: Objective, window: Duration, alerting: AlertPolicy? = nil,
        description: String? = nil
    ) throws(SLOError) {
        guard !name.isEmpty else {
            throw SLOError(key: "name", "SLO of service \"\(service)\": its name must not be empty")
        }
        guard !service.isEmpty else {
            throw SLOError(key: "service", "SLO \"\(name)\": the name of its service must not be empty")
        }
        try WindowRules.checkWholeSeconds(window, key: "window", least: 60)
        self.name = name
        self.service = service
        self.objective = objective
        self.window = window
        self.alerting = alerting ?? .workbook(for: window)
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

    private func check(_ tier: BurnRateTier) throws(SLOError) {
        guard tier.longWindow <= window else {
            throw SLOError(
                key: "long",
                "long \(DurationText.text(tier.longWindow)): it must not be longer than the SLO's window "
                    + DurationText.text(window))
        }
        // The highest burn rate, with every event bad, is 1 / budget. A factor below it, in millionths times parts per
        // billion: factorMillionths x budgetPartsPerBillion < 10^15. Dividing keeps that within 64 bits.
        let largestBudget = (1_000_000_000_000_000 - 1) / tier.factorMillionths
        guard objective.budgetPartsPerBillion <= largestBudget else {
            let least = Double(1_000_000_000 - largestBudget) / 1e9
            throw SLOError(
                key: "factor",
                "factor \(plainText(tier.factor)): no burn rate exceeds it at objective \(plainText(objective.ratio)), "
                    + "where the highest is \(plainText(1 / objective.budgetRatio)); "
                    + "it can be exceeded from objective \(plainText(least)) on")
        }
    }
}

extension SLODefinition: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, service, objective, window, alerting, description
    }

    /// Decodes the window as text such as `30d`, and checks the parts as the initializer does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .name)
        let service = try container.decode(String.self, forKey: .service)
        let objective = try container.decode(Objective.self, forKey: .objective)
        let window = try container.decode(DurationText.self, forKey: .window).duration
        let alerting = try container.decodeIfPresent(AlertPolicy.self, forKey: .alerting)
        let description = try container.decodeIfPresent(String.self, forKey: .description)
        do throws(SLOError) {
            try self.init(
                name: name, service: service, objective: objective, window: window, alerting: alerting,
                description: description)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    /// Encodes the window as text such as `30d`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(service, forKey: .service)
        try container.encode(objective, forKey: .objective)
        try container.encode(DurationText(window), forKey: .window)
        try container.encode(alerting, forKey: .alerting)
        try container.encodeIfPresent(description, forKey: .description)
    }
}
