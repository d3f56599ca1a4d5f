/// A source of families that are computed when they are asked for: current states, values kept elsewhere.
///
/// ```swift
/// struct QueueLength: Collector {
///     let queue: [String]
///     static let length = try? FamilyDescriptor("queue_length", type: .gauge, help: "Waiting jobs.")
///     var families: [FamilyDescriptor] { Self.length.map { [$0] } ?? [] }
///     func collect() -> [FamilySnapshot] {
///         families.compactMap { try? FamilySnapshot($0, samples: [FamilySnapshot.Sample(Double(queue.count))]) }
///     }
/// }
/// try registry.register(QueueLength(queue: []))
/// ```
public protocol Collector: Sendable {
    /// What `collect` may return, fixed from registration on: the registry reserves these names.
    var families: [FamilyDescriptor] { get }

    /// The families now. Called once for each collection, on the scraping thread, without any lock of Nines held; so it
    /// may record, and must not block for long. A family that `families` does not name is left out. A collector that
    /// collects its own registry gets the instruments without collectors.
    func collect() -> [FamilySnapshot]
}

/// One family of a registry that gives way: what others register under its name later takes the name, and the family
/// goes on under another.
package protocol YieldingCollector: AnyObject, Sendable {
    /// The family under the name that it wants, then under those that it goes on with, in this order; the labels of one
    /// are legal in all.
    var descriptors: [FamilyDescriptor] { get }

    /// The family now; nil when there is nothing to expose. Called as ``Collector/collect()`` is.
    func collect(as descriptor: FamilyDescriptor) -> FamilySnapshot?

    /// Told that a registration has taken its name and which of the descriptors it has from now on; nil: it is exposed
    /// no more. Called without a lock, on the thread that registers; of two that registered at once, the second's call
    /// may come first, so the largest place told holds, and nil holds against any.
    func moved(to place: Int?)
}
