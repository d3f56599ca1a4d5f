import NinesSLO
import NinesSLOTools

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

    /// An objective of the grammars that write it in percent, such as 99.9.
    static func percentage(_ field: Field, warnings: ProblemLog) -> Objective? {
        guard let percent = field.number() else { return nil }
        do {
            let objective = try Objective(ratio: percent / 100)
            if percent < 1 {
                let meant = DecimalText.number((percent * 1e9).rounded() / 1e7)
                field.warn(
                    warnings,
                    "\(DecimalText.number(percent)) is \(DecimalText.number(percent)) %: did you mean \(meant)?")
            }
            return objective
        } catch {
            field.report("\(Quoted.value(DecimalText.number(percent))) is not a percentage above 0 and below 100")
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
