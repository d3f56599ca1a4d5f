public import CNinesThreadCells

/// The recording path, inlined into the caller: a thread-local load, an entry of the slab, then a load, an addition and
/// a store in a cell that nobody else writes.
@usableFromInline
enum Recording {
    /// The cells from `cell` on that this thread may write, less the first `skipped` of the run that `cell` begins; nil
    /// sends the caller to a slow path.
    ///
    /// The pointer must not outlive the call that asked for it: after an `await` the thread may be another.
    @inlinable @inline(__always)
    static func cells(_ cell: CellIndex, skipping skipped: UInt32 = 0) -> UnsafeMutablePointer<UInt64>? {
        let slab = nines_thread_slab()
        guard let chunk = nines_slab_own_chunk(slab, cell) else { return nil }
        #if DEBUG
            assertOwned(slab)
        #endif
        return chunk + Int(cell & (NINES_CELLS_PER_CHUNK - 1) &+ skipped)
    }

    @inlinable @inline(__always)
    static func add(_ amount: UInt64, to cell: CellIndex) {
        if let own = cells(cell) {
            nines_cell_add(own, amount)
        } else {
            addSlowly(amount, to: cell)
        }
    }

    @inlinable @inline(__always)
    static func add(_ amount: Double, to cell: CellIndex) {
        if let own = cells(cell) {
            nines_cell_add_double(own, amount)
        } else {
            addSlowly(amount, to: cell)
        }
    }

    /// Debug builds only: the argument above `CellStore` rests on it.
    @usableFromInline
    static func assertOwned(_ slab: UnsafeMutablePointer<nines_slab>) {
        assert(slab.pointee.owner == CellStore.thisThread, "a slab is written by a thread that does not own it")
    }

    @usableFromInline @inline(never)
    static func addSlowly(_ amount: UInt64, to cell: CellIndex) {
        guard let (own, isShared) = CellStore.shared.prepare(cell) else { return }
        if isShared { nines_cell_add_shared(own, amount) } else { nines_cell_add(own, amount) }
    }

    @usableFromInline @inline(never)
    static func addSlowly(_ amount: Double, to cell: CellIndex) {
        guard let (own, isShared) = CellStore.shared.prepare(cell) else { return }
        if isShared { nines_cell_add_double_shared(own, amount) } else { nines_cell_add_double(own, amount) }
    }

    /// Counts `value` in `bucket` of the histogram whose sum is in `cell`: both in one slab.
    static func observeSlowly(_ value: Double, bucket: Int, at cell: CellIndex) {
        guard let (sum, isShared) = CellStore.shared.prepare(cell) else { return }
        if isShared {
            nines_cell_add_shared(sum + (bucket + 1), 1)
            nines_cell_add_double_shared(sum, value)
        } else {
            nines_cell_add(sum + (bucket + 1), 1)
            nines_cell_add_double(sum, value)
        }
    }
}
