extension SLIExpression {
    /// All queries; nil where they are of recorded series.
    var queries: [WindowedQuery]? { events?.queries ?? ratio.map { [$0] } }

    /// What is counted; nil where nothing is.
    var events: EventExpression? {
        switch self {
        case .events(let events): events
        case .slices(let slices): slices.events
        case .ratio, .composite: nil
        }
    }

    private var ratio: WindowedQuery? {
        if case .ratio(let query) = self { query } else { nil }
    }

    /// What was changed of the document's queries, and what they hardly mean, in sentences.
    var notes: [String] {
        let read = (queries ?? []).compactMap { try? PromQLParser.parse($0.template) }
        var notes = events?.notes ?? []
        if ratio != nil, read.contains(where: \.makesSomethingOfNothing) {
            notes.append(
                "the ratio has a value even without any series, which counts in quiet time and where data is missing, and "
                    + "missing data cannot be found: leave out what stands in for it, such as `or vector(0)`")
        }
        if events?.tellsHiddenData == false, !canBeMissing {
            notes.append(
                "the indicator has a value even without any series, so missing data counts as that value and cannot be "
                    + "found: leave out what stands in for it, such as `or vector(0)`")
        }
        if let events, events.isPercentage {
            notes.append(
                "the \(events.numerator.name) query is in per cent and the total is not, so a hundred are counted for each "
                    + "event: leave the factor 100 out, or give the total the same")
        }
        notes += [events?.offsetNote, events?.meanNote].compactMap { $0 }
        let moments = read.flatMap(\.windowMistakes) + (queries ?? []).flatMap(\.fixedInstants)
        for note in read.flatMap({ $0.hopelessMatches + $0.counterMistakes + $0.experimentalNotes }) + moments
        where !notes.contains(note) {
            notes.append(note)
        }
        return notes
    }

    /// Whether it can be seen that there is no data: rules that make something of nothing never miss any.
    var canBeMissing: Bool {
        guard let decisive = events?.total ?? ratio else { return true }
        return (try? PromQLParser.parse(decisive.template))?.makesSomethingOfNothing != true
    }

    /// What Prometheus refuses of the queries.
    var faults: [PromQLError] {
        (queries ?? []).compactMap { query in
            do throws(PromQLError) {
                let expression = try PromQLParser.parse(query.template)
                try PromQLChecker.check(expression)
                // Rules compare and clamp it.
                guard !expression.isScalar else { throw PromQLError("it is a number, not an instant vector") }
                return nil
            } catch {
                return error
            }
        }
    }
}

extension EventExpression {
    var queries: [WindowedQuery] { [numerator.query, total] }
}

extension EventExpression {
    /// That sizes or times are divided by their number, in a sentence.
    fileprivate var meanNote: String? {
        func metrics(_ query: WindowedQuery) -> [String] {
            ((try? PromQLParser.parse(query.template))?.selectors ?? []).compactMap(\.selector.metric)
        }
        let counts = Set(metrics(total))
        for name in metrics(numerator.query) where name.hasSuffix("_sum") {
            let count = name.dropLast("_sum".count) + "_count"
            guard counts.contains(String(count)) else { continue }
            return
                "`\(name)` is divided by `\(count)`, which is a mean and no share of events: count the events above a "
                + "bound with `latency`, or hold the mean to one with `threshold`"
        }
        return nil
    }
}
