import NinesMetrics

/// What a sample of OpenMetrics 2.0 says that other formats have lines of their own for.
package struct SampleDetails: Sendable, Hashable {
    var composite: CompositeReading?
    /// In seconds since 1970.
    var created: Double?
    var exemplars: [Exemplar] = []
}
