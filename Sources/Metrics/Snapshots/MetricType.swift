/// The kind of a family, as OpenMetrics names it on its `# TYPE` lines. The specification has these eight and no
/// others.
public enum MetricType: String, Sendable, Hashable, CaseIterable {
    /// Only rises, from 0 at its creation.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts observations in buckets, and sums them.
    case histogram
    /// A histogram whose buckets may fall: what is in a queue now, by age. No instrument is one; collectors and pages
    /// may have some.
    case gaugeHistogram = "gaugehistogram"
    /// Counts and sums observations, with quantiles of the last minutes.
    case summary
    /// A sample that is always 1, for the labels it carries: a build's version.
    case info
    /// Which of some named states hold: a sample of 0 or 1 for each.
    case stateSet = "stateset"
    /// Not said. Prometheus' text formats call it `untyped`.
    case unknown
}
