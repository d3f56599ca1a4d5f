internal import NinesSLO

/// Series whose behaviour does not change: counters that grow evenly, gauges that stay, or, in a query with `time()`,
/// keep their distance to it.
struct ConstantSeries: Sendable {
    struct Series: Sendable, Hashable {
        /// With the metric's name as `__name__`.
        var labels: [String: String]
        var isCounter: Bool
        /// The growth per second of a counter, or the value of a gauge: what it is above `time()` in a query with that.
        var value: Double

        func growing(by factor: Double) -> Series {
            var series = self
            series.value *= factor
            return series
        }
    }

    var series: [Series]
}

/// What PromQL makes of a ``ConstantSeries``: for the unit tests of rules, which need inputs for which the outcome is
/// known.
///
/// Throws ``Unsupported`` for what it does not know rather than guess.
struct PromQLEvaluator {
    let world: ConstantSeries
    /// In seconds, where the query has its place.
    let window: Double
    /// How long there are series, in seconds: longer ranges hold no more.
    var history = Double.infinity
    let patterns: PatternCache

    struct Sample: Sendable, Hashable {
        var labels: [String: String]
        var value: Double
    }

    enum Value: Sendable, Hashable {
        case scalar(Double)
        case vector([Sample])
    }

    struct Unsupported: Error, Sendable, Hashable {
        let what: String
    }

    func value(_ expression: PromQL) throws(Unsupported) -> Value {
        switch expression {
        case .number(let number): return .scalar(number)
        case .string: throw Unsupported(what: "a string")
        case .selector(let selector, _): return .vector(try samples(selector, areCounters: false))
        case .range, .subquery: throw Unsupported(what: "a range outside of a function")
        case .shifted: throw Unsupported(what: "an offset")
        case .call(let name, let arguments): return try call(name, arguments)
        case .aggregate(let name, let parameter, let inner, let grouping):
            guard parameter == nil else { throw Unsupported(what: "\(name) with a parameter") }
            return .vector(try aggregate(name, try vector(inner), grouping))
        case .negative(let inner):
            switch try value(inner) {
            case .scalar(let number): return .scalar(-number)
            case .vector(let samples): return .vector(samples.map { Self.unnamed($0, -$0.value) })
            }
        case .binary(let symbol, let left, let right, let matching):
            return try BinaryOperation(symbol: symbol, matching: matching).result(try value(left), try value(right))
        }
    }

    func vector(_ expression: PromQL) throws(Unsupported) -> [Sample] {
        guard case .vector(let samples) = try value(expression) else { throw Unsupported(what: "a scalar argument") }
        return samples
    }

    private func samples(_ selector: Selector, areCounters: Bool) throws(Unsupported) -> [Sample] {
        var samples: [Sample] = []
        for series in world.series where try patterns.accepts(selector, series.labels) {
            guard series.isCounter == areCounters else { throw Unsupported(what: "one metric as counter and as gauge") }
            samples.append(Sample(labels: series.labels, value: series.value))
        }
        return samples
    }

    static func unnamed(_ sample: Sample, _ value: Double) -> Sample {
        var labels = sample.labels
        labels["__name__"] = nil
        return Sample(labels: labels, value: value)
    }

    // MARK: Functions

    private func seconds(_ text: String) throws(Unsupported) -> Double {
        if text == WindowedQuery.place { return window }
        guard let duration = DurationText(text)?.duration else { throw Unsupported(what: "the range \(text)") }
        return Double(duration.components.seconds)
    }

    private func call(_ name: String, _ arguments: [PromQL]) throws(Unsupported) -> Value {
        switch name {
        case "rate", "irate", "increase":
            guard case .range(.selector(let selector, _), let text)? = arguments.first, arguments.count == 1 else {
                throw Unsupported(what: "\(name) of anything but a range")
            }
            let length = try seconds(text)
            // Its samples are of as much of the range as there is, its divisor is all of it.
            let factor = name == "increase" ? min(length, history) : name == "rate" ? min(1, history / length) : 1
            return .vector(try samples(selector, areCounters: true).map { Self.unnamed($0, $0.value * factor) })
        case "sum_over_time", "count_over_time", "avg_over_time", "min_over_time", "max_over_time", "last_over_time":
            guard let argument = arguments.first, arguments.count == 1 else { throw Unsupported(what: name) }
            return .vector(try overTime(name, argument))
        case "vector":
            guard let argument = arguments.first, case .scalar(let number) = try value(argument) else {
                throw Unsupported(what: "vector of a vector")
            }
            return .vector([Sample(labels: [:], value: number)])
        case "time" where arguments.isEmpty: return .scalar(0)
        case "clamp":
            guard arguments.count == 3, case .scalar(let low) = try value(arguments[1]),
                case .scalar(let high) = try value(arguments[2])
            else { throw Unsupported(what: name) }
            return .vector(try vector(arguments[0]).map { Self.unnamed($0, min(max($0.value, low), high)) })
        case "clamp_min", "clamp_max":
            guard arguments.count == 2, case .scalar(let bound) = try value(arguments[1]) else {
                throw Unsupported(what: name)
            }
            return .vector(
                try vector(arguments[0]).map {
                    Self.unnamed($0, name == "clamp_min" ? max($0.value, bound) : min($0.value, bound))
                })
        default: throw Unsupported(what: "the function \(name)")
        }
    }

    /// Tests scrape once a minute and evaluate subqueries once a minute.
    private func overTime(_ name: String, _ argument: PromQL) throws(Unsupported) -> [Sample] {
        let samples: [Sample]
        let count: Double
        switch argument {
        case .range(.selector(let selector, _), let text):
            samples = try self.samples(selector, areCounters: false)
            count = min(try seconds(text), history) / 60
        case .subquery(let inner, let text, let step):
            samples = try vector(inner)
            count = min(try seconds(text), history) / (try step.map(seconds) ?? 60)
        default: throw Unsupported(what: "\(name) of no range")
        }
        return samples.map { sample in
            switch name {
            case "sum_over_time": Self.unnamed(sample, sample.value * count)
            case "count_over_time": Self.unnamed(sample, count)
            default: Self.unnamed(sample, sample.value)
            }
        }
    }

    // MARK: Aggregations

    private func aggregate(
        _ name: String, _ samples: [Sample], _ grouping: PromQL.Grouping
    ) throws(Unsupported) -> [Sample] {
        var groups: [[String: String]: [Double]] = [:]
        for sample in samples {
            let labels = sample.labels.filter { label, _ in
                switch grouping {
                case .by(let kept): kept.contains(label)
                case .without(let dropped): label != "__name__" && !dropped.contains(label)
                }
            }
            groups[labels, default: []].append(sample.value)
        }
        return try groups.map { labels, values throws(Unsupported) in
            Sample(labels: labels, value: try Self.combined(name, values))
        }
    }

    private static func combined(_ name: String, _ values: [Double]) throws(Unsupported) -> Double {
        switch name {
        case "sum": values.reduce(0, +)
        case "count": Double(values.count)
        case "avg": values.reduce(0, +) / Double(max(values.count, 1))
        case "min": values.min() ?? .nan
        case "max": values.max() ?? .nan
        case "group": 1
        default: throw Unsupported(what: "the aggregation \(name)")
        }
    }
}
