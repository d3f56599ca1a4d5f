/// The kind of a family, as expositions name it on their `# TYPE` lines.
public enum MetricType: String, Sendable, Hashable {
    /// Only rises, from 0 at the process's start.
    case counter
    /// Goes up and down.
    case gauge
    /// Counts observations in buckets with fixed upper bounds, and sums them.
    case histogram
}
