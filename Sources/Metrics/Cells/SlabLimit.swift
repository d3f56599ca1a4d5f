/// The number of slabs on a machine with more cores than this one has: for tests and benchmarks.
@_spi(Benchmarks)
public enum SlabLimit {
    /// Allows `limit` threads, up to 255, to have a slab of their own, for the rest of the process. Never lowers it.
    public static func raise(to limit: Int) { CellStore.shared.raiseSlabLimit(to: limit) }
}
