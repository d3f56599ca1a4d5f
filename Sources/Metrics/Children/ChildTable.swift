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
/// A slot is one word: a child's address and, in the 16 bits that addresses do not use, a part of its key's hash that
/// is never 0. A slot goes from empty to a child, from a child to leaving and back, from either to removed, from
/// removed to another child, and never to empty: a reader that meets an empty slot knows that its key is not further
/// on. A reader that has passed a removed slot may miss the child that takes it; it then asks the writer's lock. A full
/// table is replaced by a larger one (``GrowingTable``); the old one is freed after the readers have left it
/// (``ReaderMarks``).
///
/// A child that is leaving has its address in the slot and no part of a hash: readers pass it, the writer finds it.
///
/// The pointers to children are strong references that the table's owner counts: a ``ChildSet``, or whoever looks up
/// something else by a hash.
///
/// `@unchecked Sendable`: a pointer to words that are accessed as said above.
@usableFromInline
package struct ChildTable: @unchecked Sendable {
    /// A slot's word: 0: empty; 1: removed; an address alone: a child that is leaving; else a child.
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

        /// Nil for a slot that is empty or removed, or whose child is leaving.
        @inlinable @inline(__always)
        var child: UnsafeRawPointer? { tag == 0 ? nil : UnsafeRawPointer(bitPattern: word & 0x0000_FFFF_FFFF_FFFF) }

        var leaving: UnsafeRawPointer? {
            tag == 0 && word > ChildTable.removed ? UnsafeRawPointer(bitPattern: word) : nil
        }
    }

    private static var removed: UInt { 1 }

    /// The number of slots, a power of two, then the slots.
    @usableFromInline
    package let base: UnsafeMutableRawPointer

    @usableFromInline
    package init(base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// Empty, for `capacity` slots, a power of two; nil when memory is out.
    package init?(capacity: Int) {
        let size = Self.size(capacity)
        guard let base = size < Self.leastInPages ? calloc(1, size) : PageMemory.map(size) else { return nil }
        base.storeBytes(of: capacity, as: Int.self)
        self.base = base
    }

    package func deallocate() {
        let size = Self.size(capacity)
        if size < Self.leastInPages { free(base) } else { PageMemory.unmap(base, size) }
    }

    /// From so many bytes on a table has pages of its own. A table that was outgrown is freed late, behind much that
    /// was allocated meanwhile: in the heap it would leave a hole as large as the table that took its place.
    private static var leastInPages: Int { 1 << 15 }

    private static func size(_ capacity: Int) -> Int { (1 + capacity) * MemoryLayout<UInt>.stride }

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

    /// The child of that key that is leaving, unretained. To be called under the writer's lock.
    func leaving(_ key: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeRawPointer? {
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slot(index).word != 0 {
            if let child = slot(index).leaving,
                Unmanaged<Instrument>.fromOpaque(child)._withUnsafeGuaranteedRef({ $0.keyBytes.elementsEqual(key) })
            {
                return child
            }
            index = (index + 1) & (capacity - 1)
        }
        return nil
    }

    /// Puts `child`, whose key is not in the table, into the first slot that has none; nil when its address leaves no
    /// room for a tag, which those of today's systems do. The caller has seen to it that there is an empty slot.
    ///
    /// - Parameter isLeaving: Readers do not find it then.
    /// - Returns: The slot, and whether it was empty until now.
    package func insert(
        _ child: UnsafeRawPointer, hash: UInt64, isLeaving: Bool = false
    ) -> (slot: Int, wasEmpty: Bool)? {
        guard UInt(bitPattern: child) &>> 48 == 0 else { return nil }
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slot(index).word > Self.removed { index = (index + 1) & (capacity - 1) }
        let wasEmpty = slot(index).word == 0
        nines_word_release(slots + index, isLeaving ? UInt(bitPattern: child) : Slot(child, hash: hash).word)
        return (index, wasEmpty)
    }

    /// Takes out `child`, leaving or not; false when it is not in the table.
    package func remove(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        replace(Slot(child, hash: hash).word, hash: hash, by: Self.removed)
            || replace(UInt(bitPattern: child), hash: hash, by: Self.removed)
    }

    /// Takes out `child` if it is still leaving.
    package func removeLeaving(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        replace(UInt(bitPattern: child), hash: hash, by: Self.removed)
    }

    /// Readers do not find `child` from now on, but the writer does; false when it is not in the table.
    package func leave(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        replace(Slot(child, hash: hash).word, hash: hash, by: UInt(bitPattern: child))
    }

    /// Readers find `child` again, if it is still leaving.
    @discardableResult
    package func stay(_ child: UnsafeRawPointer, hash: UInt64) -> Bool {
        replace(UInt(bitPattern: child), hash: hash, by: Slot(child, hash: hash).word)
    }

    /// Reads the slot at which a search for that hash begins.
    func touch(_ hash: UInt64) { _ = slot(Int(truncatingIfNeeded: hash) & (capacity - 1)) }

    private func replace(_ word: UInt, hash: UInt64, by other: UInt) -> Bool {
        var index = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slot(index).word != word {
            if slot(index).word == 0 { return false }
            index = (index + 1) & (capacity - 1)
        }
        nines_word_release(slots + index, other)
        return true
    }

    /// Calls `body` with each child, those that are leaving too.
    package func forEach(_ body: (_ child: UnsafeRawPointer, _ isLeaving: Bool) -> Void) {
        for index in 0..<capacity { visit(index, body) }
    }

    /// Calls `body` with the child in that slot, if there is one. To be called under a reader's mark or the writer's
    /// lock.
    @inline(__always)
    func visit(_ index: Int, _ body: (_ child: UnsafeRawPointer, _ isLeaving: Bool) -> Void) {
        let slot = slot(index)
        if let child = slot.child { body(child, false) } else if let child = slot.leaving { body(child, true) }
    }
}
