/// What Prometheus refuses beyond the grammar: unknown functions, and arguments of the wrong kind. It refuses the whole
/// file of rules for one of them, and so goes on with the old one.
struct PromQLChecker {
    /// Kinds of values.
    private enum Kind: String {
        case scalar = "a number"
        case vector = "an instant vector"
        case range = "a range such as x[5m]"
        case string = "a string"
    }

    /// - Throws: the first thing that is wrong, for a query that has to be an instant vector.
    static func check(_ expression: PromQL) throws(PromQLError) {
        let kind = try kind(of: expression)
        guard kind == .vector || kind == .scalar else {
            throw PromQLError("it is \(kind.rawValue), not an instant vector")
        }
    }

    private static func kind(of expression: PromQL) throws(PromQLError) -> Kind {
        switch expression {
        case .number: return .scalar
        case .string: return .string
        case .selector(let selector, _):
            try SelectorChecker.check(selector)
            return .vector
        case .range(let inner, let window):
            try SelectorChecker.check(range: window)
            _ = try kind(of: inner)
            return .range
        case .subquery(let inner, let window, let step):
            for duration in [window, step].compactMap({ $0 }) { try SelectorChecker.check(range: duration) }
            let kind = try kind(of: inner)
            guard kind == .vector else {
                throw PromQLError("a subquery is made of \(kind.rawValue), not of an instant vector")
            }
            return .range
        case .shifted(let inner): return try kind(of: inner)
        case .negative(let inner):
            let kind = try kind(of: inner)
            guard kind == .scalar || kind == .vector else { throw PromQLError("- stands before \(kind.rawValue)") }
            return kind
        case .aggregate(let name, let parameter, let inner, _):
            let kind = try kind(of: inner)
            guard kind == .vector else { throw PromQLError("\(name) is given \(kind.rawValue), not an instant vector") }
            try check(parameter, of: name)
            return .vector
        case .binary(let symbol, let left, let right, let matching):
            return try kind(ofBinary: symbol, try kind(of: left), try kind(of: right), matching)
        case .call(let name, let arguments): return try kind(ofCall: name, arguments)
        }
    }

    private static func check(_ parameter: PromQL?, of name: String) throws(PromQLError) {
        let wanted: Kind? =
            switch name {
            case "topk", "bottomk", "quantile", "limitk", "limit_ratio": .scalar
            case "count_values": .string
            default: nil
            }
        let given = try parameter.map { parameter throws(PromQLError) in try kind(of: parameter) }
        guard given == wanted else {
            throw PromQLError(
                wanted.map { "the first argument of \(name) must be \($0.rawValue)" } ?? "\(name) takes one argument")
        }
    }

    private static func kind(
        ofBinary symbol: String, _ left: Kind, _ right: Kind, _ matching: PromQL.Matching
    ) throws(PromQLError) -> Kind {
        for side in [left, right] where side != .scalar && side != .vector {
            throw PromQLError("\(symbol) is given \(side.rawValue)")
        }
        let isComparison = ["==", "!=", "<", "<=", ">", ">="].contains(symbol)
        guard isComparison || !matching.returnsBool else { throw PromQLError("bool stands behind \(symbol)") }
        if ["and", "or", "unless"].contains(symbol) {
            guard left == .vector, right == .vector else { throw PromQLError("\(symbol) is given a number") }
            guard !matching.isGrouped else { throw PromQLError("\(symbol) cannot be grouped") }
        }
        guard matching.on == nil && matching.ignoring.isEmpty || left == .vector && right == .vector else {
            throw PromQLError("on and ignoring match series, and a side of \(symbol) is a number")
        }
        guard left == .scalar, right == .scalar else { return .vector }
        guard !isComparison || matching.returnsBool else {
            throw PromQLError("numbers are compared without bool")
        }
        return .scalar
    }

    // MARK: Functions

    /// By the kinds of their arguments: v a vector, r a range, s a number, t a string; behind ? optional, * any more of
    /// the last. As of Prometheus 3, with its experimental functions.
    private static let functions: [String: String] = {
        var all: [String: String] = [
            "absent": "v", "absent_over_time": "r", "clamp": "vss", "clamp_max": "vs", "clamp_min": "vs",
            "double_exponential_smoothing": "rss", "histogram_fraction": "ssv", "histogram_quantile": "sv",
            "histogram_quantiles": "vts*", "holt_winters": "rss", "info": "v?v", "label_join": "vtt*",
            "label_replace": "vtttt", "pi": "", "predict_linear": "rs", "quantile_over_time": "sr", "round": "v?s",
            "scalar": "v", "sort_by_label": "vt*", "sort_by_label_desc": "vt*", "time": "", "vector": "s",
            "start": "", "end": "", "range": "", "step": "",
        ]
        let overTime = ["avg", "count", "last", "mad", "max", "min", "present", "stddev", "stdvar", "sum", "first"]
        for name in overTime { all["\(name)_over_time"] = "r" }
        for name in ["min", "max", "last", "first"] { all["ts_of_\(name)_over_time"] = "r" }
        for name in ["changes", "delta", "deriv", "idelta", "increase", "irate", "rate", "resets"] { all[name] = "r" }
        let ofVectors = [
            "abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor",
            "histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum", "ln", "log10",
            "log2", "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp",
        ]
        for name in ofVectors { all[name] = "v" }
        let ofTimes = [
            "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year",
        ]
        for name in ofTimes { all[name] = "?v" }
        return all
    }()

    private static func kind(ofCall name: String, _ arguments: [PromQL]) throws(PromQLError) -> Kind {
        guard let signature = functions[name] else {
            throw PromQLError("unknown function \(name)", isMetricsQL: MetricsQL.functions.contains(name.lowercased()))
        }
        let (least, wanted, repeats) = parameters(signature)
        guard arguments.count >= least, repeats || arguments.count <= wanted.count else {
            let count = least == wanted.count && !repeats ? "\(least)" : "at least \(least)"
            throw PromQLError("\(name) has \(arguments.count) arguments, and takes \(count)")
        }
        for (index, argument) in arguments.enumerated() {
            let kind = try kind(of: argument)
            let need = wanted[min(index, wanted.count - 1)]
            guard kind == need else {
                throw PromQLError(
                    "argument \(index + 1) of \(name) is \(kind.rawValue), not \(need.rawValue)",
                    isMetricsQL: need == .range && kind == .vector && isRollup(argument))
            }
        }
        return ["pi", "scalar", "time", "start", "end", "range", "step"].contains(name) ? .scalar : .vector
    }

    /// Of what MetricsQL makes a subquery by itself: a function's result. A selector without a range is a mistake.
    private static func isRollup(_ argument: PromQL) -> Bool {
        if case .selector = argument { false } else { true }
    }

    private static func parameters(_ signature: String) -> (least: Int, kinds: [Kind], repeats: Bool) {
        var kinds: [Kind] = []
        var least: Int?
        var repeats = false
        for character in signature {
            switch character {
            case "?": least = kinds.count
            case "*": repeats = true
            case "v": kinds.append(.vector)
            case "r": kinds.append(.range)
            case "t": kinds.append(.string)
            default: kinds.append(.scalar)
            }
        }
        // Of what may be repeated, the first may be left out where there is one before it.
        return (least ?? kinds.count - (repeats && kinds.count > 2 ? 1 : 0), kinds, repeats)
    }
}

/// What VictoriaMetrics knows and Prometheus does not.
enum MetricsQL {
    /// Lower case, as its functions may be written either way.
    static let functions: Set<String> = [
        "aggr_over_time", "alias", "any", "ascent_over_time", "avg_over_time", "bitmap_and", "bitmap_or", "bitmap_xor",
        "bottomk_avg", "bottomk_last", "bottomk_max", "bottomk_median", "bottomk_min", "buckets_limit",
        "changes_prometheus", "count_eq_over_time", "count_gt_over_time", "count_le_over_time", "count_ne_over_time",
        "count_values_over_time", "decreases_over_time", "default_rollup", "delta_prometheus", "deriv_fast",
        "descent_over_time", "distinct", "distinct_over_time", "drop_common_labels", "drop_empty_series",
        "duration_over_time", "first_over_time", "geomean", "geomean_over_time", "histogram", "histogram_over_time",
        "histogram_share", "hoeffding_bound_lower", "hoeffding_bound_upper", "increase_prometheus", "increase_pure",
        "increases_over_time", "integrate", "interpolate", "iqr_over_time", "keep_last_value", "keep_next_value",
        "label_copy", "label_del", "label_graphite_group", "label_keep", "label_lowercase", "label_map", "label_match",
        "label_mismatch", "label_move", "label_set", "label_transform", "label_uppercase", "label_value",
        "labels_equal", "lag", "lifetime", "limit_offset", "limitk", "mad", "median", "median_over_time",
        "mode", "mode_over_time", "now", "outlier_iqr_over_time", "outliers_iqr", "outliers_mad", "outliersk",
        "prometheus_buckets", "quantiles", "quantiles_over_time", "rand", "rand_exponential", "rand_normal",
        "range_avg", "range_first", "range_last", "range_linear_regression", "range_mad", "range_max", "range_median",
        "range_min", "range_normalize", "range_quantile", "range_stddev", "range_stdvar", "range_sum",
        "range_trim_outliers", "range_trim_spikes", "range_trim_zscore", "range_zscore", "rate_over_sum",
        "rate_prometheus", "remove_resets", "rollup", "rollup_candlestick", "rollup_delta", "rollup_deriv",
        "rollup_increase", "rollup_rate", "rollup_scrape_interval", "ru", "running_avg", "running_max", "running_min",
        "running_sum", "scrape_interval", "share", "share_eq_over_time", "share_gt_over_time", "share_le_over_time",
        "smooth_exponential", "sort_by_label_numeric", "sort_by_label_numeric_desc", "stale_samples_over_time",
        "step", "sum2", "sum2_over_time", "sum_eq_over_time", "sum_gt_over_time", "sum_le_over_time",
        "tfirst_over_time", "timestamp_with_name", "timezone_offset", "tlast_change_over_time", "tlast_over_time",
        "tmax_over_time", "tmin_over_time", "topk_avg", "topk_last", "topk_max", "topk_median", "topk_min",
        "union", "vmrange", "with", "zscore", "zscore_over_time",
    ]

    /// Words between operands that only MetricsQL has.
    static let words: Set<String> = ["default", "if", "ifnot", "keep_metric_names", "limit"]
}
