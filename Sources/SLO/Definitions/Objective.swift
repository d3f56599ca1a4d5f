/// The share of events that shall be good, as a ratio between 0 and 1, both excluded: 0.999, never 99.9.
///
/// Kept as an integer number of parts per billion, because `1 - 0.999` is not 0.001 in binary floating point: the
/// error budget, and so every alert threshold, is exact.
public struct Objective: Sendable, Hashable, Codable {
    /// The objective in parts per billion, in 1...999,999,999; 0.999 is 999,000,000.
    public let partsPerBillion: Int64

    /// The objective nearest to `ratio` in steps of one part per billion.
    ///
    /// - Throws: ``SLOError`` when the ratio is not a number between 0 and 1, or rounds to either.
    public init(ratio: Double) throws(SLOError) {
        guard ratio > 0, ratio < 1 else {
            // 99.9 / 100 is 0.9990000000000001, so the hint too is rounded to parts per billion.
            let asRatio = (ratio * 1e7).rounded() / 1e9
            let hint = ratio > 1 && ratio < 100 ? "; \(plainText(ratio)) % is \(plainText(asRatio))" : ""
            throw SLOError(
                key: "objective",
                "objective \(plainText(ratio)): it must be a ratio above 0 and below 1, such as 0.999\(hint)")
        }
        // In 0...10^9 after the guard, so the conversion cannot trap.
        let parts = Int64((ratio * 1e9).rounded())
        guard (1...999_999_999).contains(parts) else {
            throw SLOError(
                key: "objective",
                "objective \(plainText(ratio)): it must be in 0.000000001...0.999999999, in steps of 0.000000001")
        }
        partsPerBillion = parts
    }

    /// Decodes the bare number and checks it as ``init(ratio:)`` does.
    public init(from decoder: any Decoder) throws {
        let ratio = try decoder.singleValueContainer().decode(Double.self)
        do throws(SLOError) {
            try self.init(ratio: ratio)
        } catch {
            throw error.decodingError(decoder.codingPath)
        }
    }

    /// Encodes the bare number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(ratio)
    }

    /// The `Double` nearest to the objective: the literal with the same nine decimals.
    public var ratio: Double { Double(partsPerBillion) / 1e9 }

    /// What may be bad, in parts per billion, in 1...999,999,999; 1,000,000 for 0.999.
    public var budgetPartsPerBillion: Int64 { 1_000_000_000 - partsPerBillion }

    /// What may be bad as a ratio: the error budget's share of all events.
    public var budgetRatio: Double { Double(budgetPartsPerBillion) / 1e9 }

    /// The burn rate when every event is bad, 1 / budget, for messages: cut to three decimals.
    package var highestBurnRate: String { plainText(Double(1_000_000_000_000 / budgetPartsPerBillion) / 1000) }
}

/// A number for messages: as short as it reads back, and without `.0`.
package func plainText(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
