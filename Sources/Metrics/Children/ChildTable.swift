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
/// A slot is one word: a child's address and, in the 16 bits that addresses do not use, a part of its key's hash that is
/// never 0. A slot goes from empty to a child, from a child to removed and back to the same child, never to empty: a
/// reader that meets an empty slot knows that its key is not further on. A full table is replaced by a larger one; the old one is freed after the readers
/// have left it (``ReaderMarks``).
///
/// The pointers to children are strong references that the table's owner counts: a ``ChildSet``, or whoever looks up
/// something else by a hash.
///
/// `@unchecked Sendable`: a pointer to words that are accessed as said above.
@usableFromInline
package struct ChildTable: @unchecked Sendable {
    /// A slot's word: 0: empty; 1: removed, with no hash that a reader could look for; else a child.
    @usableFromInline
    struct Slot {
        @usableFromInline
        let word: UInt

        @inlinable @inline(__always)
        init(word: UInt) {
            self.word = word
        }

        @inlinable @inline(__always)
        init(_ child: UnsafeRawPointer, hash: UInt64) {
            word = UInt(bitPattern: child) | Self.tag(hash) &<< 48
        }

        @inlinable @inline(__always)
        static func tag(_ hash: UInt64) -> UInt { UInt(truncatingIfNeeded: hash &>> 48 | 1) }

        @inlinable @inline(__always)
        var tag: UInt { word &>> 48 }

        /// Nil for an empty or removed slot.
        @inlinable @inline(__always)
        var child: UnsafeRawPointer? { tag == 0 ? nil : UnsafeRawPointer(bitPattern: word & 0x0000_FFFF_FFFF_FFFF) }
    }

    private static let removed: UInt = 1

    /// The number of slots, a power of two, then the slots.
    @usableFromInline
    package let base: UnsafeMutableRawPointer

    @usableFromInline
    package init(base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// Empty, for `capacity` slots, a power of two; nil when memory is out.
    package init?(capacity: Int) {
        guard let base = calloc(1, (1 + capacity) * MemoryLayout<UInt>.stride) else { return nil }
        base.storeBytes(of: capacity, as: Int.self)
        self.base = base
    }

    package func deallocate() { free(base) }

    @inlinable
    package var capacity: Int { base.load(as: Int.self) }

    @inlinable
    var slots: UnsafeMutablePointer<UInt> { (base + 8).assumingMemoryBound(to: UInt.self) }

    /// Acquire: whoever sees a child sees its key.
    @inlinable @inline(__always)
    func slot(_ index: Int) -> Slot { Slot(word: nines_word_acquire(slots + index)) }

    /// What `isWanted` says yes to of all that was inserted with such a hash, unretained. To be called under a reader's
    /// mark or the writer's lock.
    @inlinable @inline(__always)
    package func find(hash: UInt64, where isWanted: (UnsafeRawPointer) -> Bool) -> UnsafeRawPointer? {
        let mask = capacity &- 1
        let tag = Slot.tag(hash)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slot(index)
            if slot.tag == tag, let child = slot.child {
                if isWanted(child) { return child }
            } else if slot.word == 0 {
                return nil
            }
            index = (index &+ 1) & mask
        }
    }

    /// The child whose key `isWanted` says yes to, unretained. To be called under a reader's mark or the writer's lock.
    @inlinable @inline(__always)
    func find(hash: UInt64, _ isWanted: (borrowing LabelKey) -> Bool) -> UnsafeRawPointer? {
        find(hash: hash) { child in
            Unmanaged<Instrument>.fromOpaque(child)._withUnsafeGuaranteedRef { isWanted($0.key) }
        }
    }

    /// The child with that key, unretained. To be called under a reader's mark or the writer's lock.
    func find(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeRawPointer? {
        find(hash: hash) { (own: borrowing LabelKey) in
            let bytes = own.bytes
            guard bytes.count == key.count else { return false }
            guard let lhs = bytes.baseAddress, let rhs = key.baseAddress else { return true }
            return memcmp(lhs, rhs, key.count) == 0
        }
    }

    /// Puts `child` into the first empty slot; false when its address leaves no room for a tag, which those of today's
    /// systems do. The caller has seen to it that there is an empty slot.
    package func insert(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        guard UInt(bitPattern: child) &>> 48 == 0 else { return false }
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slot(index).word != 0 { index = (index + 1) & (capacity - 1) }
        nines_word_release(slots + index, Slot(child, hash: hash).word)
        return true
    }

    /// Takes out `child`; nil when it is not in the table, else the index to `restore` it at.
    package func remove(_ child: UnsafeRawPointer, hash: UInt64) -> Int? {
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slot(index).child != child {
            if slot(index).word == 0 { return nil }
            index = (index + 1) & (capacity - 1)
        }
        nines_word_release(slots + index, Self.removed)
        return index
    }

    /// Puts back what `remove` has taken out of that index, under the same lock: no look-up stops at a removed slot.
    package func restore(_ child: UnsafeRawPointer, hash: UInt64, at index: Int) {
        nines_word_release(slots + index, Slot(child, hash: hash).word)
    }

    /// Calls `body` with each child.
    package func forEach(_ body: (UnsafeRawPointer) -> Void) {
        for index in 0..<capacity {
            if let child = slot(index).child { body(child) }
        }
    }
}
