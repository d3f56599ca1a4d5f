/// A source of families that are computed when they are asked for: current states, values kept elsewhere.
///
/// ```swift
/// struct Disk: Collector {
///     static let free = try? FamilyDescriptor("disk_free_bytes", type: .gauge, help: "Space left.", unit: "bytes")
///     var families: [FamilyDescriptor] { Self.free.map { [$0] } ?? [] }
///     func collect() -> [FamilySnapshot] { ... }
/// }
/// ```
public protocol Collector: Sendable {
    /// What `collect` may return, fixed from registration on: the registry reserves these names.
    var families: [FamilyDescriptor] { get }

    /// The families now. Called once for each collection, on the scraping thread, without any lock of Nines held; so it
    /// may record, and must not block for long. A family that `families` does not name is left out.
    func collect() -> [FamilySnapshot]
}
