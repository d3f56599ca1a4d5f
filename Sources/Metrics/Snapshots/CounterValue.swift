/// A counter's total, with the part that came in whole increments kept exact beyond 2^53.
public struct CounterValue: Sendable, Hashable {
    /// The sum of all integer increments.
    public let integer: UInt64
    /// The sum of all floating-point increments.
    public let fraction: Double

    /// A total of both kinds of increments, for sources that keep them apart themselves.
    public init(integer: UInt64, fraction: Double = 0) {
        self.integer = integer
        self.fraction = fraction
    }

    /// The total. Below 2^64 it never decreases from one collection to the next: neither addend does, and rounded
    /// addition is monotone in each.
    public var total: Double { Double(integer) + fraction }
}
