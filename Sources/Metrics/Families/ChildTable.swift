public import CNinesThreadCells

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open-addressing table from keys to children that readers search without a lock while a writer, one at a time,
/// changes it.
///
/// A slot goes from empty to a child and from a child to removed, never back: a reader that meets an empty slot knows
/// that its key is not further on. The writer stores a slot's hash before it releases the child into it. A full table is
/// replaced by a larger one; the old one is freed after the readers have left it (``ReaderMarks``).
///
/// The pointers to children are strong references that the table's owner, ``ChildSet``, counts.
///
/// `@unchecked Sendable`: a pointer to words that are accessed as said above.
@usableFromInline
struct ChildTable: @unchecked Sendable {
    @usableFromInline
    struct Slot {
        @usableFromInline
        var hash: UInt64
        /// 0: empty; 1: removed; else the child.
        @usableFromInline
        var child: UInt
    }

    private static let removed: UInt = 1

    /// The number of slots, a power of two, then the slots.
    @usableFromInline
    let base: UnsafeMutableRawPointer

    @usableFromInline
    init(base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// Empty, for `capacity` slots, a power of two; nil when memory is out.
    init?(capacity: Int) {
        guard let base = calloc(1, 16 + capacity * MemoryLayout<Slot>.stride) else { return nil }
        base.storeBytes(of: capacity, as: Int.self)
        self.base = base
    }

    func deallocate() { free(base) }

    @inlinable
    var capacity: Int { base.load(as: Int.self) }

    @inlinable
    var slots: UnsafeMutablePointer<Slot> {
        (base + 16).assumingMemoryBound(to: Slot.self)
    }

    /// The child with that key, unretained. To be called under a reader's mark or the writer's lock.
    @inlinable @inline(__always)
    func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeRawPointer? {
        let mask = capacity &- 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots + index
            let child = UInt(Self.load(slot))
            if child == 0 { return nil }
            if child != 1, Self.hash(slot) == hash, let pointer = UnsafeRawPointer(bitPattern: child),
                Self.key(of: pointer, equals: key)
            {
                return pointer
            }
            index = (index &+ 1) & mask
        }
    }

    @inlinable @inline(__always)
    static func load(_ slot: UnsafeMutablePointer<Slot>) -> UInt {
        UInt(
            nines_word_acquire(
                UnsafeRawPointer(slot).advanced(by: 8).assumingMemoryBound(to: UInt.self)))
    }

    @inlinable @inline(__always)
    static func hash(_ slot: UnsafeMutablePointer<Slot>) -> UInt64 {
        nines_word_relaxed(UnsafeRawPointer(slot).assumingMemoryBound(to: UInt64.self))
    }

    @inlinable @inline(__always)
    static func key(of child: UnsafeRawPointer, equals key: UnsafeRawBufferPointer) -> Bool {
        Unmanaged<Instrument>.fromOpaque(child)._withUnsafeGuaranteedRef { $0.hasKey(key) }
    }

    /// Puts `child` into the first empty slot. The caller has seen to it that there is one.
    func insert(_ child: UnsafeRawPointer, hash: UInt64) {
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while Self.load(slots + index) != 0 { index = (index + 1) & (capacity - 1) }
        let slot = UnsafeMutableRawPointer(slots + index)
        nines_word_set_relaxed(slot.assumingMemoryBound(to: UInt64.self), hash)
        nines_word_release(
            slot.advanced(by: 8).assumingMemoryBound(to: UInt.self), UInt(bitPattern: child))
    }

    /// Takes out `child`, which `find` has just returned for that hash.
    func remove(_ child: UnsafeRawPointer, hash: UInt64) {
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while true {
            let word = Self.load(slots + index)
            if word == 0 { return }
            if word == UInt(bitPattern: child) { break }
            index = (index + 1) & (capacity - 1)
        }
        nines_word_release(
            UnsafeMutableRawPointer(slots + index).advanced(by: 8).assumingMemoryBound(to: UInt.self), Self.removed)
    }

    /// Calls `body` with each child and its hash.
    func forEach(_ body: (UnsafeRawPointer, UInt64) -> Void) {
        for index in 0..<capacity {
            let child = Self.load(slots + index)
            if child > Self.removed, let pointer = UnsafeRawPointer(bitPattern: child) {
                body(pointer, Self.hash(slots + index))
            }
        }
    }
}
