internal import NinesSLO

extension LatencyIndicator {
    func measure() throws(SLOError) -> EventExpression {
        let selector: Selector
        do {
            selector = try Selector(parsing: histogram)
        } catch {
            throw SLOError(key: "histogram", "histogram \(histogram): \(error)")
        }
        guard let metric = selector.metric else {
            throw SLOError(key: "histogram", "histogram \(histogram): it must name one metric")
        }
        if let suffix = ["_bucket", "_count", "_sum"].first(where: metric.hasSuffix), native != true {
            let base = metric.dropLast(suffix.count)
            throw SLOError(
                key: "histogram",
                "histogram \(histogram): it is the histogram's name, without \(suffix): write \(base)")
        }
        guard threshold > 0, threshold.isFinite else {
            throw SLOError(key: "threshold", "threshold \(plainText(threshold)): it must be above 0")
        }
        return native == true ? nativeMeasure() : try classicMeasure(selector)
    }

    private func nativeMeasure() -> EventExpression {
        let labels = by ?? []
        let rate = WindowedQuery.rate(of: histogram, by: labels).template
        // The fraction of an empty histogram is no number.
        return EventExpression(
            numerator: .good(
                WindowedQuery(
                    trusted: "histogram_fraction(0, \(DecimalText.number(threshold)), \(rate)) "
                        + "* histogram_count(\(rate)) >= 0\nor\nhistogram_count(\(rate)) * 0")),
            total: WindowedQuery(trusted: "histogram_count(\(rate))"), unit: .perSecond)
    }

    private func classicMeasure(_ selector: Selector) throws(SLOError) -> EventExpression {
        let (below, above) = try bounds()
        let labels = by ?? []
        let good = bucket(of: selector, below)
        // A histogram without the bucket has no total either: it would read as all bad, or as all good.
        let count = WindowedQuery.rate(of: selector.renamed(suffix: "_count").text, by: labels).template
        return EventExpression(
            numerator: .good(good),
            total: WindowedQuery(trusted: "\(count)\nand\n\(good.template)"), unit: .perSecond,
            optimisticGood: above.map { bucket(of: selector, $0) })
    }

    private func bucket(of selector: Selector, _ bound: Double) -> WindowedQuery {
        let matcher = Matcher(label: "le", operation: .matches, value: BucketBound.pattern(of: bound))
        return .rate(of: selector.renamed(suffix: "_bucket", adding: matcher).text, by: by ?? [])
    }

    /// The threshold where it is a bucket or the buckets are not known; else the buckets around it.
    private func bounds() throws(SLOError) -> (below: Double, above: Double?) {
        guard let buckets, !buckets.contains(threshold) else { return (threshold, nil) }
        guard let below = buckets.filter({ $0 < threshold }).max() else {
            throw SLOError(
                key: "threshold",
                "threshold \(plainText(threshold)): it is below all buckets, so no event is known to be good")
        }
        return (below, buckets.filter { $0 > threshold }.min() ?? .infinity)
    }
}
