public import CNinesThreadCells

/// The published address of a family's table.
///
/// `@unchecked Sendable`: the word is only accessed by release stores, under the family's lock, and acquire loads.
@usableFromInline
struct TableWord: @unchecked Sendable {
    @usableFromInline
    let word: UnsafeMutablePointer<UInt>

    init(_ table: ChildTable) {
        word = .allocate(capacity: 1)
        word.initialize(to: UInt(bitPattern: table.base))
    }

    func deallocate() { word.deallocate() }

    @inlinable @inline(__always)
    func load() -> ChildTable {
        // The word is never 0: it is set in `init` and only ever to a table.
        ChildTable(base: UnsafeMutableRawPointer(bitPattern: nines_word_acquire(word)).unsafelyUnwrapped)
    }

    func store(_ table: ChildTable) { nines_word_release(word, UInt(bitPattern: table.base)) }
}
