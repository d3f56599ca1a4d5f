import NinesSLO

/// Reads an objective, which is a ratio and never a percentage.
enum ObjectiveReader {
    /// Nil when something had to be reported.
    static func objective(_ field: Field) -> Objective? {
        guard let text = field.text() else { return nil }
        if let ratio = meantRatio(text) {
            field.report("\(Quoted.value(text)) is not a ratio between 0 and 1 (write \(ratio), not \(text))")
            return nil
        }
        guard let ratio = field.number() else { return nil }
        do {
            return try Objective(ratio: ratio)
        } catch {
            field.report(error.sentence)
            return nil
        }
    }

    /// Of a percentage, with its sign or without; nil for anything else.
    private static func meantRatio(_ text: String) -> Double? {
        let isPercentage = text.hasSuffix("%")
        guard let percentage = Double(isPercentage ? String(text.dropLast()) : text), percentage < 100,
            isPercentage ? percentage > 0 : percentage > 1
        else { return nil }
        // Rounded to what an objective can hold, because 99.9 / 100 is 0.9990000000000001.
        let ratio = (percentage * 1e7).rounded() / 1e9
        return ratio > 0 && ratio < 1 ? ratio : nil
    }
}
