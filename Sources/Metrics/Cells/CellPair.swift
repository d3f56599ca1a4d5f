public import CNinesThreadCells

/// Two whole counts of which each event raises one, such as the good and the bad.
///
/// Neighbours among the cells, so that which of them an event raises is arithmetic: a branch would be mispredicted by
/// just the events that matter.
@usableFromInline
package struct CellPair: ~Copyable, Sendable {
    /// The cell of the first count; that of the second follows it, in the same chunk.
    @usableFromInline
    let first: CellIndex

    /// - Throws: ``RegistrationError`` when the process has used up all cells.
    package init(for user: String) throws(RegistrationError) {
        guard let cell = CellStore.shared.allocate(2) else { throw RegistrationError.outOfCells(user) }
        first = cell
    }

    deinit { CellStore.shared.release(first, count: 2) }

    /// Adds `amount` to the second count or to the first, at the cost of a counter's increment.
    @inlinable @inline(__always)
    package borrowing func add(_ amount: UInt64, toSecond isSecond: Bool) {
        // The place in the chunk is chosen after the chunk is found: one look-up serves both counts.
        let skipped: UInt32 = isSecond ? 1 : 0
        if let own = Recording.cells(first, skipping: skipped) {
            nines_cell_add(own, amount)
        } else {
            Recording.addSlowly(amount, to: first &+ skipped)
        }
    }

    /// Both counts at one instant, with all that was added before the call. Sums the cells of all threads and waits for
    /// a collection that is under way.
    package var counts: (first: UInt64, second: UInt64) {
        CellStore.shared.collect { slabs in (slabs.integer(first), slabs.integer(first &+ 1)) }
    }
}
