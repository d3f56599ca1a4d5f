internal import NinesSLO

/// What an indicator comes down to in PromQL.
enum SLIExpression: Sendable, Hashable {
    case events(EventExpression)
    /// An error ratio that tells no events.
    case ratio(WindowedQuery)
    /// Slices of time.
    case slices(SliceExpression)
    case composite(CompositeIndicator)
}

/// Counts of events in a window, by queries whose results have the same labels.
struct EventExpression: Sendable, Hashable {
    enum Numerator: Sendable, Hashable {
        case bad(WindowedQuery)
        case good(WindowedQuery)

        var query: WindowedQuery {
            switch self {
            case .bad(let query), .good(let query): query
            }
        }

        var name: String {
            switch self {
            case .bad: "bad"
            case .good: "good"
            }
        }

        func mapped(_ change: (WindowedQuery) -> WindowedQuery) -> Numerator {
            switch self {
            case .bad(let query): .bad(change(query))
            case .good(let query): .good(change(query))
            }
        }
    }

    var numerator: Numerator
    var total: WindowedQuery
    /// What the results count; nil where that is not known.
    var unit: EventUnit?
    /// The good events up to another bound of the same histogram, see ``LatencyIndicator/buckets``.
    var optimisticGood: WindowedQuery?
    /// What was changed of a document's queries, in sentences.
    var notes: [String] = []
    /// Whether one of these says that missing data cannot be found.
    var tellsHiddenData = false

    /// How many of a query's events are in a window, where that is known; else what the query says.
    func count(_ query: WindowedQuery, _ window: Duration) -> String {
        let text = QueryText.parenthesized(query.over(window))
        return unit == .perSecond ? "\(text) * \(window.components.seconds)" : text
    }
}

/// Slices of time that are judged by their events' error ratio.
struct SliceExpression: Sendable, Hashable {
    var events: EventExpression
    var length: Duration
    /// The error ratio above which a slice is bad; nil where a slice is as bad as its ratio.
    var limit: String?
    /// How far apart slices are looked at. Longer slices than 5 minutes overlap.
    var step: Duration { min(length, SLOSeries.slice) }
}

extension SLODocument {
    /// As rules have it.
    ///
    /// - Throws: ``SLOError`` when the indicator contradicts itself or the definition.
    func measure() throws(SLOError) -> SLIExpression {
        let measure: SLIExpression =
            switch indicator {
            case .events(let indicator): .events(try Self.adapted(indicator))
            case .ratio(let ratio): Self.adapted(ratio)
            default: try writtenMeasure()
            }
        if case (.ratio, .timeslices) = (measure, definition.budgeting) {
            throw SLOError(
                key: "budgeting",
                "budgeting: a ratio without counts has no events that tell which timeslices count: leave `timeslices` out, or "
                    + "give `events` instead of the ratio")
        }
        guard case .events(let events) = measure, let length = definition.budgeting.sliceLength else { return measure }
        var slices = SliceExpression(events: events, length: max(length, RuleTiers.shortestWindow))
        if case .timeslices(_, let objective) = definition.budgeting {
            slices.limit = DecimalText.partsPerBillion(objective.budgetPartsPerBillion)
        }
        return .slices(slices)
    }

    /// As the document has it.
    func writtenMeasure() throws(SLOError) -> SLIExpression {
        switch indicator {
        case .events(let events): .events(try Self.measure(events))
        case .latency(let latency): .events(try latency.measure())
        case .ratio(let ratio): .ratio(ratio.error)
        case .composite(let composite): .composite(composite)
        case .availability(let availability):
            .events(availability.measure())
        case .threshold(let threshold):
            .events(threshold.measure())
        case .throughput(let throughput):
            .events(throughput.measure())
        case .freshness(let freshness):
            .events(freshness.measure())
        case .probe:
            .events(ownEvents())
        }
    }

    private static func measure(_ events: EventIndicator) throws(SLOError) -> EventExpression {
        let events = events.inOneUnit()
        let parts = [events.good, events.bad, events.total].compactMap { $0 }
        let unit = EventUnit(of: parts.map { $0.query(by: events.by) })
        switch (events.good, events.bad, events.total) {
        case (nil, .some(let bad), .some(let total)):
            return EventExpression(
                numerator: .bad(bad.query(by: events.by)), total: total.query(by: events.by), unit: unit)
        case (.some(let good), nil, .some(let total)):
            return EventExpression(
                numerator: .good(good.query(by: events.by)), total: total.query(by: events.by),
                unit: unit)
        case (.some(let good), .some(let bad), nil):
            let goodQuery = QueryText.parenthesized(good.query(by: events.by).template)
            let badQuery = bad.query(by: events.by)
            let badText = QueryText.parenthesized(badQuery.template)
            // Either may have no series yet.
            let total = "(\(goodQuery) or \(badText) * 0)\n+\n(\(badText) or \(goodQuery) * 0)"
            return EventExpression(
                numerator: .bad(badQuery), total: WindowedQuery(trusted: total), unit: unit)
        default:
            throw SLOError(key: "events", "events: exactly two of good, bad and total are needed")
        }
    }

    /// The events of a probe SLO, which the exporter publishes as counters.
    private func ownEvents() -> EventExpression {
        let name = "nines_slo_events_total"
        let identity = [
            Matcher(label: "service", operation: .equal, value: definition.service),
            Matcher(label: "slo", operation: .equal, value: definition.name),
        ]
        let bad = Selector(
            name: name, matchers: identity + [Matcher(label: "outcome", operation: .equal, value: "bad")])
        return EventExpression(
            numerator: .bad(.rate(of: bad.text, by: [])),
            total: .rate(of: Selector(name: name, matchers: identity).text, by: []), unit: .perSecond)
    }
}

extension SLODocument {
    private static func adapted(_ written: EventIndicator) throws(SLOError) -> EventExpression {
        let (indicator, notes) = written.inOneUnit().aligned()
        try indicator.checkUnits()
        var events = try measure(indicator)
        events.notes = written.groupingNotes + notes
        return events.adapted()
    }

    private static func adapted(_ ratio: RatioIndicator) -> SLIExpression {
        if let events = ratio.events() { return .events(events.adapted()) }
        let plain = BucketBound.respelled(ratio.plain().query.template)
        return .ratio(WindowedQuery(trusted: WindowedQuery.withoutGaps(plain)))
    }
}

extension AvailabilityIndicator {
    /// A sample that is no number is no event, but is among those that `count_over_time` counts, and one above 1 would
    /// stand for what failed elsewhere. Only looks at the gauge can leave out the one and bound the other, so where
    /// either is in the range their mean is taken for all its samples.
    func measure() -> EventExpression {
        let sum = WindowedQuery.aggregation("sum", by: by ?? [])
        let range = "\(gauge)[\(WindowedQuery.place)]"
        let looks = "avg_over_time((clamp(\(gauge), 0, 1) >= 0)[\(WindowedQuery.place):1m])"
        return EventExpression(
            numerator: .good(
                WindowedQuery(
                    trusted: "\(sum)(sum_over_time(\(range)) >= 0 and max_over_time(\(range)) <= 1 "
                        + "or count_over_time(\(range)) * \(looks))")),
            // The largest of only NaN is NaN.
            total: WindowedQuery(trusted: "\(sum)(count_over_time(\(range)) and max_over_time(\(range)) <= Inf)"),
            unit: .perWindow)
    }
}

/// Queries whose value is looked at once a minute. A minute whose value is no number is no event, as the quantile of a
/// silent histogram: without the bound, which every number keeps to, it would count as a good one.
private func sampledMinutes(of value: String, areBad comparison: String, by labels: [String]) -> EventExpression {
    let sum = WindowedQuery.aggregation("sum", by: labels)
    let minutes = "[\(WindowedQuery.place):1m]"
    return EventExpression(
        numerator: .bad(WindowedQuery(trusted: "\(sum)(sum_over_time((\(value) \(comparison))\(minutes)))")),
        total: WindowedQuery(trusted: "\(sum)(count_over_time((\(value) <= Inf)\(minutes)))"),
        unit: .perWindow)
}

extension ThresholdIndicator {
    func measure() -> EventExpression {
        let query = PartialQuery.countsAsSums(QueryText.tidy(gauge))
        let isSelector = (try? Selector(parsing: query)) != nil
        var events = sampledMinutes(
            of: isSelector ? query : QueryText.parenthesized(query),
            areBad: "\(op.opposite) bool \(DecimalText.number(value))", by: by ?? [])
        let kept = (try? PromQLParser.parse(query))?.keptLabels ?? .unknown
        events.notes = [kept.note("query", lacks: by ?? [])].compactMap { $0 }
        return events
    }
}

extension ThroughputIndicator {
    func measure() -> EventExpression {
        sampledMinutes(
            of: "\(WindowedQuery.aggregation("sum", by: by ?? []))(rate(\(counter)[5m]))",
            areBad: "< bool \(DecimalText.number(atLeast))", by: by ?? [])
    }
}

extension FreshnessIndicator {
    func measure() -> EventExpression {
        // The newest success of several replicas counts.
        sampledMinutes(
            of: "(time() - \(WindowedQuery.aggregation("max", by: by ?? []))(\(timestamp)))",
            areBad: "> bool \(DecimalText.number(within))", by: by ?? [])
    }
}

/// What the numbers are that an indicator's queries return.
enum EventUnit: Sendable, Hashable {
    case perSecond
    /// All of the window.
    case perWindow

    /// Nil where a query does not tell, or two tell different things.
    init?(of queries: [WindowedQuery]) {
        let units = queries.map { query in (try? PromQLParser.parse(query.template)).flatMap(Self.unit) }
        guard let first = units.first, let unit = first, units.allSatisfy({ $0 == unit }) else { return nil }
        self = unit
    }

    /// Whether results add up what was counted before: rates of each minute are no events, and overlapping ranges have
    /// each event several times.
    static func isOfRepeatedCounts(_ query: WindowedQuery) -> Bool {
        (try? PromQLParser.parse(query.template)).map(addsCounts) ?? false
    }

    private static func addsCounts(_ expression: PromQL) -> Bool {
        if case .call("sum_over_time", let arguments) = expression,
            case .subquery(let inner, _, let step)? = arguments.first, let unit = unit(inner)
        {
            return unit == .perSecond || Set(inner.ranges().map { Optional($0.length) }) != [step]
        }
        return expression.parts.contains(where: addsCounts)
    }

    private static func unit(_ expression: PromQL) -> EventUnit? {
        switch expression {
        case .call("rate", _), .call("irate", _): .perSecond
        case .call("increase", _), .call("sum_over_time", _), .call("count_over_time", _): .perWindow
        case .aggregate("sum", nil, let inner, _): unit(inner)
        case .call("histogram_count", let arguments): arguments.first.flatMap(unit)
        case .binary("or", let left, let right, _) where right.isPlaceholder: unit(left)
        // Whether there are more, and not how many.
        case .binary(_, _, _, let matching) where matching.returnsBool: nil
        case .binary(">", let left, .number, _), .binary(">=", let left, .number, _): unit(left)
        case .binary("*", let left, .number(0), _): unit(left)
        case .binary("+", let left, let right, _), .binary("-", let left, let right, _),
            .binary("or", let left, let right, _):
            unit(left) == unit(right) ? unit(left) : nil
        default: nil
        }
    }
}
