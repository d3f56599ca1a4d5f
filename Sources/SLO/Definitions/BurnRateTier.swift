/// One multiwindow burn-rate alert: it burns while the burn rates of the long **and** of the short window are above the
/// factor. The long window makes it significant, the short one ends it soon after the trouble ends.
///
/// Source: "The Site Reliability Workbook", chapter 5, approach 6.
public struct BurnRateTier: Sendable, Hashable {
    /// What the tier's alert does: page somebody, or open a ticket.
    public let severity: Severity
    /// The threshold of the burn rate in millionths, so that comparisons are exact; in 1..<10^15.
    package let factorMillionths: Int64
    /// Whole seconds, longer than the short window.
    public let longWindow: Duration
    /// Whole seconds, at least 2: two slices of one second.
    public let shortWindow: Duration
    /// How long both windows must stay above the factor before the alert fires: Prometheus' `for`. Zero by default,
    /// as the windows damp noise already and a wait spends budget unseen.
    public let pending: Duration

    /// Checks the tier by itself; whether its factor can be reached depends on the objective, see ``SLODefinition``.
    ///
    /// - Parameter factor: above 0 and below 10^9, kept to six decimals.
    /// - Throws: ``SLOError`` naming the value and the rule that it breaks.
    public init(
        severity: Severity, factor: Double, longWindow: Duration, shortWindow: Duration, pending: Duration = .zero
    ) throws(SLOError) {
        // The conversion is reached only by numbers below 10^15; NaN fails the comparison.
        let millionths = (factor * 1e6).rounded()
        guard millionths >= 1, millionths < 1e15 else {
            throw SLOError(
                key: "factor",
                "factor \(plainText(factor)): it must be above 0 and below 1000000000, in steps of 0.000001")
        }
        try WindowRules.checkWholeSeconds(longWindow, key: "long", least: 3)
        try WindowRules.checkWholeSeconds(shortWindow, key: "short", least: 2)
        try WindowRules.checkWholeSeconds(pending, key: "for", least: 0)
        guard shortWindow < longWindow else {
            throw SLOError(
                key: "short",
                "short \(DurationText.text(shortWindow)): it must be shorter than long "
                    + DurationText.text(longWindow))
        }
        self.severity = severity
        self.factorMillionths = Int64(millionths)
        self.longWindow = longWindow
        self.shortWindow = shortWindow
        self.pending = pending
    }

    /// The burn rate that both windows must exceed.
    public var factor: Double { Double(factorMillionths) / 1e6 }
}

extension BurnRateTier: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case severity, factor
        case longWindow = "long"
        case shortWindow = "short"
        case pending = "for"
    }

    /// Decodes windows as text such as `1h`, and checks them as the initializer does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let severity = try container.decode(Severity.self, forKey: .severity)
        let factor = try container.decode(Double.self, forKey: .factor)
        let longWindow = try container.decode(DurationText.self, forKey: .longWindow).duration
        let shortWindow = try container.decode(DurationText.self, forKey: .shortWindow).duration
        let pending = try container.decodeIfPresent(DurationText.self, forKey: .pending)?.duration ?? .zero
        do throws(SLOError) {
            try self.init(
                severity: severity, factor: factor, longWindow: longWindow, shortWindow: shortWindow, pending: pending)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    /// Encodes windows as text such as `1h`, and `for` only where it is not zero.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(severity, forKey: .severity)
        try container.encode(factor, forKey: .factor)
        try container.encode(DurationText(longWindow), forKey: .longWindow)
        try container.encode(DurationText(shortWindow), forKey: .shortWindow)
        if pending > .zero { try container.encode(DurationText(pending), forKey: .pending) }
    }
}

/// Who an alert is for.
public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    /// Somebody has to act now: the budget would be gone within days.
    case page
    /// Somebody has to act within days.
    case ticket
}
