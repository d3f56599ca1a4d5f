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
    /// may come first, so the largest place told holds, and nil for ever.
    func moved(to place: Int?)
}
