extension ExpositionFormat {
    /// The format to answer a request with that has this `Accept` header; several such headers are joined with commas.
    ///
    /// The most specific clause that matches a format gives its weight, the first of several such. The highest weight
    /// wins; among equals, the clause that the client named first, then text 0.0.4 before OpenMetrics before text
    /// 1.0.0. A clause that is malformed, or names a version that is not offered, is ignored. Protobuf and OpenMetrics
    /// 2.0.0 have to be named with all their parameters. With no acceptable format, the answer is text 0.0.4 rather
    /// than a status that no scraper can use.
    ///
    /// The clause that decided also names the ``escaping``; `underscores` when it names none. Linear in the header's
    /// length.
    public static func negotiate(accept: String?) -> ExpositionFormat {
        var verdicts = [Verdict?](repeating: nil, count: offered.count)
        for (position, clause) in AcceptClause.parse(accept ?? "").enumerated() {
            for (index, format) in offered.enumerated() {
                guard let specificity = format.specificity(of: clause) else { continue }
                if let verdict = verdicts[index], verdict.specificity >= specificity { continue }
                verdicts[index] = Verdict(
                    specificity: specificity, weight: clause.weight, position: position,
                    escaping: clause.parameters["escaping"])
            }
        }
        var best: (format: ExpositionFormat, verdict: Verdict)?
        for case (let format, let verdict?) in zip(offered, verdicts) where verdict.weight > 0 {
            if let best, !verdict.isPreferred(to: best.verdict) { continue }
            best = (format, verdict)
        }
        return best.map { $0.format.escaping(named: $0.verdict.escaping) } ?? .text
    }

    /// What the deciding clause says of one format.
    private struct Verdict {
        let specificity: Specificity
        let weight: Int
        let position: Int
        let escaping: String?

        func isPreferred(to other: Verdict) -> Bool {
            weight == other.weight ? position < other.position : weight > other.weight
        }
    }

    /// How closely a clause describes a format: first by its range, then by the parameters that it names.
    private struct Specificity: Comparable {
        let range: Int
        let parameters: Int

        static func < (left: Specificity, right: Specificity) -> Bool {
            (left.range, left.parameters) < (right.range, right.parameters)
        }
    }

    /// Nil when the clause does not match this format.
    private func specificity(of clause: AcceptClause) -> Specificity? {
        let range: Int
        switch (clause.type, clause.subtype) {
        case (type, subtype): range = 2
        case ("*", "*") where terms != .parametersOnly: range = 0
        case (type, "*") where terms != .parametersOnly: range = 1
        default: return nil
        }
        var named = 0
        for parameter in parameters {
            if let value = clause.parameters[parameter.name] {
                guard value == parameter.value else { return nil }
                named += 1
            } else if range == 2, clause.weight > 0, terms != .type {
                // To ask for a media type without its version is to ask for the one that is understood; to refuse it so
                // is to refuse every version.
                return nil
            }
        }
        return Specificity(range: range, parameters: named)
    }
}
