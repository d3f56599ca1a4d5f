public import CNinesThreadCells

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The counts of one slab's observations per ``SketchBucket``: a tree of three levels whose nodes have 64 words each
/// and are made when an observation first needs them. Words of the upper two levels are addresses of nodes, those of
/// the lowest are counts.
///
/// It belongs to a slab as cells do, and for the same reasons (see ``CellStore``): its words are written by the slab's
/// thread alone, or atomically where threads share the slab. A node is zeroed, then published by a release
/// store into its parent's word, the root into a cell; collectors follow with acquire loads, the owner with relaxed
/// ones, as it stored the address itself or took the slab over under a mutex. Nodes go only when their summary does.
@usableFromInline
enum QuantileSketch {
    @usableFromInline
    typealias Node = UnsafeMutablePointer<UInt64>

    static let fanout = 64

    /// The count that this thread may write, in the sketch whose address is in its own cell; nil when it, or the way to
    /// it, was not made yet.
    @inlinable @inline(__always)
    static func ownCounts(in cell: Node, _ bucket: SketchBucket) -> Node? {
        let path = bucket.path
        guard let root = nines_pointer_own(cell), let node = nines_pointer_own(root + path.root),
            let counts = nines_pointer_own(node + path.node)
        else { return nil }
        return counts + path.count
    }

    /// The same, made if need be, also in the slab that threads share; nil when memory is out.
    static func makeCounts(in cell: Node, _ bucket: SketchBucket) -> Node? {
        let path = bucket.path
        return made(in: cell).flatMap { made(in: $0 + path.root) }.flatMap { made(in: $0 + path.node) }
            .map { $0 + path.count }
    }

    private static func made(in word: Node) -> Node? {
        if let standing = nines_pointer_acquire(word) { return standing }
        guard let fresh = SlabMemory.zeroed(fanout * MemoryLayout<UInt64>.stride) else { return nil }
        let standing = nines_pointer_publish(word, nil, fresh.assumingMemoryBound(to: UInt64.self))
        if standing.map(UnsafeMutableRawPointer.init) != fresh { free(fresh) }
        return standing
    }

    /// Frees the sketch whose address is in `cell`. Nobody may read or write it any more.
    static func deallocate(in cell: Node) {
        guard let root = nines_pointer_acquire(cell) else { return }
        for index in 0..<fanout {
            guard let node = nines_pointer_acquire(root + index) else { continue }
            for index in 0..<fanout { free(nines_pointer_acquire(node + index)) }
            free(node)
        }
        free(root)
    }
}

/// The numbers whose sign, exponent and first six binary digits after the point are the same: 64 buckets for each power
/// of two, each at most 1/64 wide relative to its lower edge, so that its middle is at most 1/128 from all in it.
///
/// The bucket is the upper 18 bits of the number: no logarithm, no table, and no rounding that would differ between
/// machines.
@usableFromInline
struct SketchBucket {
    @usableFromInline
    static let droppedBits: UInt64 = 46

    @usableFromInline
    let bits: UInt32

    @inlinable @inline(__always)
    init(of value: Double) { bits = UInt32(truncatingIfNeeded: value.bitPattern &>> Self.droppedBits) }

    init(bits: UInt32) {
        self.bits = bits
    }

    /// Where the bucket is in the root of a sketch, in a node of 64 powers of two, and in one power's counts.
    @inlinable @inline(__always)
    var path: (root: Int, node: Int, count: Int) {
        (Int(bits &>> 12), Int(bits &>> 6 & 63), Int(bits & 63))
    }

    /// The number that stands for all in the bucket: its middle; 0 for the first bucket of either sign, and an infinity
    /// for those that hold nothing else.
    var middle: Double {
        let edge = Double(bitPattern: UInt64(bits) << Self.droppedBits)
        guard edge.isFinite else { return edge }
        return edge == 0 ? 0 : Double(bitPattern: edge.bitPattern | 1 << (Self.droppedBits - 1))
    }
}
