/// When an SLO alerts: its tiers, and how many events a tier must see before it may fire.
public struct AlertPolicy: Sendable, Hashable {
    /// Empty for an SLO that never alerts.
    public var tiers: [BurnRateTier]
    /// Bad events that the long window of a tier must hold before the tier burns. With 1 a single failure in a quiet
    /// hour pages: one of ten events burns a budget of 0.1 % at 100 times its rate.
    public var minFailures: UInt64
    /// Events, good or bad, that the long window of a tier must hold before the tier burns.
    public var minEvents: UInt64
    /// How sure it must be that the long window's burn rate is above a tier's factor; nil to take the events as they
    /// are.
    public var confidence: ConfidenceGuard?

    /// Alerts for these tiers; none without any. By default two bad events burn, and confidence is not asked for.
    public init(
        tiers: [BurnRateTier], minFailures: UInt64 = 2, minEvents: UInt64 = 0, confidence: ConfidenceGuard? = nil
    ) {
        self.tiers = tiers
        self.minFailures = minFailures
        self.minEvents = minEvents
        self.confidence = confidence
    }

    /// The tiers of "The Site Reliability Workbook" (chapter 5, table 5-8, and the ticket of 1 day in its text):
    /// 14.4 over 1h/5m and 6 over 6h/30m page, 3 over 1d/2h and 1 over 3d/6h are tickets, for an SLO window of 30 days.
    ///
    /// Another SLO window scales the windows and keeps the factors, so that a tier fires at the same share of the
    /// budget: at 2, 5, 10 and 10 %. The short window is a twelfth of the long one and at least two slices. Lengths are
    /// rounded to whole seconds.
    ///
    /// - Parameter timeslice: of an SLO that is budgeted in timeslices. Short windows then hold at least two of them.
    public static func workbook(for window: Duration, timeslice: Duration? = nil) -> AlertPolicy {
        let month: Double = 30 * 86_400
        // Within the rules for windows before it is scaled, so that the conversions below cannot trap.
        let seconds = min(max(window.components.seconds, 0), WindowRules.longest)
        let leastShort = min(max((timeslice ?? .zero).components.seconds, 1), 3_600) * 2
        let tiers = WorkbookTier.all.compactMap { tier -> BurnRateTier? in
            let long = max(Int64((tier.longWindow * Double(seconds) / month).rounded()), leastShort * 2)
            let short = max(Int64((Double(long) / 12).rounded()), leastShort)
            // Never nil: 2 <= short < long <= a leap year by the lines above.
            return try? BurnRateTier(
                severity: tier.severity, factor: tier.factor, longWindow: .seconds(long), shortWindow: .seconds(short))
        }
        return AlertPolicy(tiers: tiers)
    }

    /// A line of the workbook's table, for an SLO window of 30 days.
    private struct WorkbookTier {
        let severity: Severity
        let factor: Double
        /// In seconds.
        let longWindow: Double

        static let all = [
            WorkbookTier(severity: .page, factor: 14.4, longWindow: 3_600),
            WorkbookTier(severity: .page, factor: 6, longWindow: 21_600),
            WorkbookTier(severity: .ticket, factor: 3, longWindow: 86_400),
            WorkbookTier(severity: .ticket, factor: 1, longWindow: 259_200),
        ]
    }
}

extension AlertPolicy: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case tiers, disable, confidence
        case minFailures = "min_failures"
        case minEvents = "min_events"
    }

    /// Decodes a policy by itself, which has to name its tiers; guards may be left out, for their defaults.
    public init(from decoder: any Decoder) throws {
        try self.init(from: decoder, default: nil)
    }

    /// - Parameter standard: the tiers of a policy that names none, of which those stay that the objective can reach;
    ///   nil when it has to name them.
    init(
        from decoder: any Decoder, default standard: (tiers: [BurnRateTier], objective: Objective, window: Duration)?
    ) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try decoder.refuseUnknownKeys(CodingKeys.self)
        let tiers =
            if let standard, !container.contains(.tiers) {
                standard.tiers
            } else {
                try container.decode([BurnRateTier].self, forKey: .tiers)
            }
        let policy = AlertPolicy(
            tiers: tiers,
            minFailures: try container.decodeIfPresent(UInt64.self, forKey: .minFailures) ?? 2,
            minEvents: try container.decodeIfPresent(UInt64.self, forKey: .minEvents) ?? 0,
            confidence: try container.decodeIfPresent(ConfidenceGuard.self, forKey: .confidence))
        let disabled = try container.decodeIfPresent([TierSelector].self, forKey: .disable) ?? []
        do throws(SLOError) {
            let chosen = try policy.without(disabled)
            self =
                standard.map {
                    container.contains(.tiers) ? chosen : chosen.reachable(at: $0.objective, within: $0.window)
                } ?? chosen
        } catch {
            throw error.decodingError(decoder.codingPath + [CodingKeys.disable])
        }
    }

    /// Encodes the tiers that are left; what was switched off is not named.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tiers, forKey: .tiers)
        try container.encode(minFailures, forKey: .minFailures)
        try container.encode(minEvents, forKey: .minEvents)
        try container.encodeIfPresent(confidence, forKey: .confidence)
    }
}

extension AlertPolicy {
    /// Which tiers are meant: all of a severity, or the one of a factor.
    public struct TierSelector: Sendable, Hashable {
        /// Which alerts are left out: pages or tickets.
        public let severity: Severity
        /// In millionths; nil for every tier of the severity.
        package let factorMillionths: Int64?
        /// Nil for every tier of the severity.
        public var factor: Double? { factorMillionths.map { Double($0) / 1e6 } }

        /// - Parameter factor: as the tier has it, to six decimals.
        public init(_ severity: Severity, factor: Double? = nil) {
            self.severity = severity
            // What no tier can have matches none; NaN fails the comparison.
            factorMillionths = factor.map { abs($0) < 1e9 ? Int64(($0 * 1e6).rounded()) : -1 }
        }

        /// Reads `page` or `page 14.4`.
        package init?(_ text: String) {
            guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")) else {
                guard let severity = Severity(rawValue: text) else { return nil }
                self.init(severity)
                return
            }
            guard let severity = Severity(rawValue: String(text[..<space])),
                let factor = Double(String(text[text.utf8.index(after: space)...]))
            else { return nil }
            self.init(severity, factor: factor)
        }

        var text: String {
            severity.rawValue + (factorMillionths.map { " " + plainText(Double($0) / 1e6) } ?? "")
        }

        package func matches(_ tier: BurnRateTier) -> Bool {
            tier.severity == severity && (factorMillionths.map { $0 == tier.factorMillionths } ?? true)
        }
    }

    /// The policy without some tiers, such as those whose factor the objective cannot reach, or all tickets.
    ///
    /// - Throws: ``SLOError`` when a selector matches no tier: what is switched off by mistake would stay on unseen.
    public func without(_ selectors: TierSelector...) throws(SLOError) -> AlertPolicy {
        try without(selectors)
    }

    func without(_ selectors: [TierSelector]) throws(SLOError) -> AlertPolicy {
        for selector in selectors where !tiers.contains(where: selector.matches) {
            throw SLOError(
                key: "disable",
                "disable \"\(selector.text)\": there is no such tier; there are "
                    + tiers.map { "\"\($0.severity.rawValue) \(plainText($0.factor))\"" }.joined(separator: ", "))
        }
        var policy = self
        policy.tiers = tiers.filter { tier in !selectors.contains { $0.matches(tier) } }
        return policy
    }
}

extension AlertPolicy.TierSelector: Codable {
    /// Decodes `page`, or `page 14.4` for the tier of that factor.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw SLOError(
                key: "disable", "disable \"\(text)\": it must be page or ticket, or one of them and a factor: page 14.4"
            ).decodingError(decoder.codingPath)
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
