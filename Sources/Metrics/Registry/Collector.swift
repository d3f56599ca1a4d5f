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
