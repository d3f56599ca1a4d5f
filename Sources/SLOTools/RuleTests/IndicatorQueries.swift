internal import NinesSLO

/// Finds series for which an indicator's queries tell a wanted error ratio.
struct SeriesAnalysis {
    /// Nil where there is none.
    private(set) var feed: SeriesMix?
    /// Whether the queries return nothing when they select nothing.
    private(set) var isEmptyWithoutSeries = true
    /// Why there is no feed.
    private(set) var reason = ""

    /// Of ranges that are the same for every window: a test goes on for as long until an alert is over.
    private static let longestMemory: Duration = .seconds(12 * 3_600)

    init(_ measure: SLIExpression, patterns: PatternCache) {
        do throws(PromQLEvaluator.Unsupported) {
            let query = try IndicatorQueries(measure, patterns: patterns)
            isEmptyWithoutSeries = query.isEmptyWithoutSeries
            guard query.memory(over: .zero) <= Self.longestMemory else {
                throw .init(what: "ranges longer than \(DurationText.text(Self.longestMemory))")
            }
            guard let feed = try SeriesMix(query) else { throw .init(what: "its queries together") }
            self.feed = feed
        } catch {
            reason = "the tests do not read \(error.what)"
        }
    }
}

/// An indicator's queries, read.
struct IndicatorQueries {
    private enum Content {
        case events(numerator: PromQL, isGood: Bool, total: PromQL)
        case ratio(PromQL)
    }

    private let content: Content
    let patterns: PatternCache

    typealias Unsupported = PromQLEvaluator.Unsupported

    /// Seconds before the first look at alerts, where a test has 20 minutes.
    static let firstLook = 900.0

    init(_ measure: SLIExpression, patterns: PatternCache) throws(Unsupported) {
        self.patterns = patterns
        switch measure {
        case .events(let events): content = try Self.content(events)
        case .slices(let slices): content = try Self.content(slices.events)
        case .ratio(let ratio): content = .ratio(try Self.parse(ratio))
        case .composite: throw Unsupported(what: "an SLO made of others")
        }
    }

    private static func content(_ events: EventExpression) throws(Unsupported) -> Content {
        switch events.numerator {
        case .bad(let bad): .events(numerator: try parse(bad), isGood: false, total: try parse(events.total))
        case .good(let good): .events(numerator: try parse(good), isGood: true, total: try parse(events.total))
        }
    }

    private static func parse(_ query: WindowedQuery) throws(Unsupported) -> PromQL {
        do {
            return try PromQLParser.parse(query.template)
        } catch {
            throw Unsupported(what: "a query that is no PromQL (\(error))")
        }
    }

    private var expressions: [PromQL] {
        switch content {
        case .events(let numerator, _, let total): [numerator, total]
        case .ratio(let ratio): [ratio]
        }
    }

    var selectors: [SeriesCandidates.Use] {
        var uses: [SeriesCandidates.Use] = []
        for expression in expressions { expression.collectUses(isCounter: false, &uses) }
        return uses.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Whether gauges are instants, whose distance to now counts.
    var usesTime: Bool { expressions.contains(where: \.usesTime) }

    /// Numbers that values are compared with. Tests have no infinite samples.
    var bounds: [Double] { expressions.flatMap(\.comparedNumbers).filter(\.isFinite) }

    /// How long a sample counts in what is recorded over a window.
    func memory(over window: Duration) -> Duration {
        func longest(_ window: Duration) -> Duration {
            .seconds(expressions.map { $0.memory(window: window.components.seconds) }.max() ?? 0)
        }
        // Of its own query, or the mean of slices'.
        return max(longest(window), window + longest(SLOSeries.slice) - SLOSeries.slice)
    }

    var isEmptyWithoutSeries: Bool {
        let evaluation = PromQLEvaluator(world: ConstantSeries(series: []), window: 300, patterns: patterns)
        return expressions.allSatisfy { expression in
            // What is not known here is taken for a function of series, unless it makes something of nothing.
            guard let value = try? evaluation.value(expression) else { return !expression.makesSomethingOfNothing }
            return value == .vector([])
        }
    }

    /// Bad and all events, or a ratio as bad events of one; nil where there is no series.
    func counts(
        _ world: [ConstantSeries.Series], over window: Double = 300, since history: Double = .infinity
    ) throws(Unsupported) -> (bad: Double, total: Double)? {
        let evaluation = PromQLEvaluator(
            world: ConstantSeries(series: world), window: window, history: history, patterns: patterns)
        switch content {
        case .ratio(let ratio):
            guard let value = try Self.single(evaluation.value(ratio)) else { return nil }
            return value.isNaN ? (0, 0) : (value, 1)
        case .events(let numerator, let isGood, let total):
            guard let total = try Self.single(evaluation.value(total)), total >= 0 else { return nil }
            let counted = try Self.single(evaluation.value(numerator)) ?? 0
            return (isGood ? total - counted : counted, total)
        }
    }

    /// Nil without events.
    func errorRatio(
        _ world: [ConstantSeries.Series], over window: Double = 300, since history: Double = .infinity
    ) throws(Unsupported) -> Double? {
        guard let counts = try counts(world, over: window, since: history), counts.total > 0 else { return nil }
        return counts.bad / counts.total
    }

    /// Whether the error ratio is the same in each window of a test, which begins with its series: rates in the longest
    /// window are a fraction of what they are in the shortest, and there is no ratio where a guard asks for more.
    ///
    /// - Parameter factor: by how much more counters grow.
    func isSteady(_ world: [ConstantSeries.Series], times factor: Double) throws(Unsupported) -> Bool {
        guard let ratio = try errorRatio(world) else { return true }
        let grown = world.map { $0.isCounter ? $0.growing(by: factor) : $0 }
        let longest = Double(SLOSeries.longestRawRange.components.seconds)
        let histories = [.infinity, Self.firstLook]
        for (window, history) in histories.flatMap({ [(300, $0), (longest, $0)] }) {
            guard let other = try errorRatio(grown, over: window, since: history), abs(other - ratio) <= ratio * 1e-6
            else { return false }
        }
        return true
    }

    private static func single(_ value: PromQLEvaluator.Value) throws(Unsupported) -> Double? {
        guard case .vector(let samples) = value else { throw Unsupported(what: "a query that returns a number") }
        guard samples.count < 2 else { throw Unsupported(what: "a query that returns several series") }
        return samples.first?.value
    }
}

extension PromQL {
    fileprivate func collectUses(isCounter: Bool, _ uses: inout [SeriesCandidates.Use]) {
        switch self {
        case .number, .string: break
        case .selector(let selector, _): uses.append(.init(selector: selector, isCounter: isCounter))
        case .range(let inner, _): inner.collectUses(isCounter: isCounter, &uses)
        case .subquery(let inner, _, _), .negative(let inner), .shifted(let inner):
            inner.collectUses(isCounter: false, &uses)
        case .call(let name, let arguments):
            let isCounter = ["rate", "irate", "increase"].contains(name)
            for argument in arguments { argument.collectUses(isCounter: isCounter, &uses) }
        case .aggregate(_, _, let inner, _): inner.collectUses(isCounter: false, &uses)
        case .binary(_, let left, let right, _):
            left.collectUses(isCounter: false, &uses)
            right.collectUses(isCounter: false, &uses)
        }
    }

    fileprivate var comparedNumbers: [Double] {
        switch self {
        case .binary(let symbol, let left, let right, _):
            let own = [left, right].compactMap { side -> Double? in
                if case .number(let number) = side, ["<", "<=", ">", ">=", "==", "!="].contains(symbol) {
                    number
                } else {
                    nil
                }
            }
            return own + left.comparedNumbers + right.comparedNumbers
        case .call(_, let arguments): return arguments.flatMap(\.comparedNumbers)
        case .aggregate(_, _, let inner, _), .subquery(let inner, _, _), .negative(let inner), .shifted(let inner),
            .range(let inner, _):
            return inner.comparedNumbers
        case .number, .string, .selector: return []
        }
    }

    fileprivate var usesTime: Bool {
        switch self {
        case .number, .string, .selector: false
        case .call(let name, let arguments): name == "time" || arguments.contains(where: \.usesTime)
        case .aggregate(_, _, let inner, _), .subquery(let inner, _, _), .negative(let inner), .shifted(let inner),
            .range(let inner, _):
            inner.usesTime
        case .binary(_, let left, let right, _): left.usesTime || right.usesTime
        }
    }
}
