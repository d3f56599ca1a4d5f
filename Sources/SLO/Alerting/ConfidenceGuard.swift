#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

/// Keeps a tier from burning until the long window's events make it unlikely that chance alone put the burn rate above
/// the factor: the lower end of a confidence interval of the error ratio has to be above the factor's threshold.
///
/// Of ten events one failed: the ratio is above 1.44 %, and at 0.95 the lower end is not (0.253 % or 1.10 %). The score
/// interval (Wilson) is no choice, as its lower end of 1.79 % would page.
public struct ConfidenceGuard: Sendable, Hashable {
    /// Of the interval, both sides, in parts per million; in 500,000...999,999.
    package let levelMillionths: Int64
    /// How the bound is computed.
    public let method: Method

    /// How the interval is made.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        /// With the prior `Beta(1/2, 1/2)`: right on average.
        case jeffreys
        /// Exact, so never narrower than the level says; it asks for more evidence.
        case clopperPearson = "clopper_pearson"
    }

    /// - Parameter level: in 0.5..<1, such as 0.95, kept to six decimals.
    /// - Throws: ``SLOError`` for anything else.
    public init(level: Double, method: Method = .jeffreys) throws(SLOError) {
        guard level >= 0.5, level < 0.999_999_5 else {
            throw SLOError(
                key: "confidence",
                "confidence \(plainText(level)): it must be at least 0.5 and below 1, such as 0.95")
        }
        levelMillionths = Int64((level * 1e6).rounded())
        self.method = method
    }

    /// Of the interval, both sides, as a ratio.
    public var level: Double { Double(levelMillionths) / 1e6 }

    /// The share of cases that lie below the interval.
    private var tail: Double { Double(1_000_000 - levelMillionths) / 2e6 }

    /// The interval of the error ratio for so many bad events of all.
    public func interval(bad: Double, total: Double) -> ClosedRange<Double> {
        guard total > 0 else { return 0...1 }
        let bad = min(max(bad, 0), total)
        let good = total - bad
        let shift = method == .jeffreys ? 0.5 : 0
        let lower =
            bad == 0 ? 0 : IncompleteBeta.quantile(tail, a: bad + shift, b: good + (1 - shift))
        let upper =
            good == 0 ? 1 : IncompleteBeta.quantile(1 - tail, a: bad + (1 - shift), b: good + shift)
        return lower...max(lower, upper)
    }

    /// Whether the interval's lower end is above a ratio: asked of the distribution directly, without looking for the
    /// end.
    package func isAbove(_ threshold: Double, bad: Double, total: Double) -> Bool {
        guard bad > 0, total > 0 else { return false }
        let shift = method == .jeffreys ? 0.5 : 0
        return IncompleteBeta.share(below: threshold, a: bad + shift, b: max(total - bad, 0) + (1 - shift)) < tail
    }
}

extension ConfidenceGuard: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case level, method
    }

    /// Decodes `0.95`, or `{level: 0.95, method: clopper_pearson}`.
    public init(from decoder: any Decoder) throws {
        let level: Double
        var method = Method.jeffreys
        if let bare = try? decoder.singleValueContainer().decode(Double.self) {
            level = bare
        } else {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try decoder.refuseUnknownKeys(CodingKeys.self)
            level = try container.decode(Double.self, forKey: .level)
            method = try container.decodeIfPresent(Method.self, forKey: .method) ?? .jeffreys
        }
        do throws(SLOError) {
            try self.init(level: level, method: method)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    /// Encodes the bare level where the method is the default one.
    public func encode(to encoder: any Encoder) throws {
        if method == .jeffreys {
            var container = encoder.singleValueContainer()
            try container.encode(level)
        } else {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(level, forKey: .level)
            try container.encode(method, forKey: .method)
        }
    }
}

extension ConfidenceGuard {
    /// How many standard deviations from its mean a normal distribution has the share below the interval beyond it:
    /// 1.96 at 0.95. To six decimals, so that every C library gives the same text.
    package var zScore: Double {
        let tail = Double(1_000_000 - levelMillionths) / 2e6
        // Of tails from 5e-7 to 0.25.
        var (low, high) = (0.0, 6.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if erfc(middle / 2.squareRoot()) / 2 > tail { low = middle } else { high = middle }
        }
        return (low * 1e6).rounded() / 1e6
    }
}
