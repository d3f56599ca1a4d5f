import CNinesThreadCells
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The process's counts: a slab of single-writer cells per recording thread, and the sums over them.
///
/// Why recording is exact without a lock or an atomic read-modify-write:
///
/// - **One writer.** A slab belongs to one thread from `claim` until that thread's exit, when `release` clears the
///   thread's pointer and then hands the slab over under `lock`; the next owner takes it under the same lock. So the
///   owner's plain load sees the latest store, its own or one that the lock ordered before. Counts stay in the slab:
///   nothing is folded, nothing can be lost. A thread that records again in a later destructor claims a slab again.
/// - **Many readers.** A collector reads cells with relaxed loads. Per cell it can only see values in the order they
///   were written, and collections exclude each other (`collecting`), so a sum of integers never falls. Sums of doubles
///   do not either: slabs are added in creation order, and rounded addition in a fixed order is monotone in each addend.
/// - **Publication.** A chunk is zeroed, then published by a release store into its slab; a slab is published by a
///   release store into `slabs`; collectors follow both with acquire loads. An increment that happens before a
///   collection is therefore in it: so are the chunk and the slab.
/// - **Bounded growth.** At most 2 x cores + 16 slabs exist; threads beyond share `slabs[0]` with atomic additions, and
///   take a slab of their own as soon as one is free.
/// - **Reuse.** Cells are zeroed when the last reference to their instrument is gone, before the allocator has them
///   again. Every recorder held one, or stood under a reader's mark that the removal waited for, so no addition is under
///   way then; every collection that sums them holds one too, so none reads them half zeroed. No lock is needed for it.
///
/// Not for signal handlers. A forked child records on with the slab of the forking thread; the locks are held across
/// `fork`, so that the child's other threads do not wait for one that a thread held which the child does not have.
///
/// `@unchecked Sendable`: `slabs` is written under `lock` only, each entry once, and read through `slabCount`'s
/// acquire; all other state is behind a mutex.
package final class CellStore: @unchecked Sendable {
    package static let shared = CellStore()

    /// Entry 0 is shared by all threads without a slab of their own; the rest are in creation order. Never shrinks.
    let slabs: UnsafeMutablePointer<UnsafeMutablePointer<nines_slab>>
    let slabCount = Atomic<Int>(0)
    let freeSlabCount = Atomic<Int>(0)
    /// More slabs than this cost memory without helping: with more threads than cores, most are idle.
    package let maximumSlabs: Int
    /// Slabs whose threads have ended.
    private let lock = Lock<[Slab]>([])
    let allocator: Lock<CellAllocator>
    /// For the records that ``DroppedRecords`` counts.
    let droppedCells: CellIndex
    private let collecting = Lock(())
    /// Nil when the process has used up all keys: then the slabs and marks of threads that end stay theirs, and later
    /// threads share one slab; nothing is lost.
    private let exitKey: pthread_key_t?

    /// `@unchecked Sendable`: handed from thread to thread under `lock`.
    private struct Slab: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<nines_slab>
    }

    private init() {
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        maximumSlabs = 2 * cores + 16
        var cells = CellAllocator()
        droppedCells = cells.allocate(DroppedRecords.allCases.count) ?? CellAllocator.nowhere
        allocator = Lock(cells)
        slabs = .allocate(capacity: maximumSlabs + 1)
        var key = pthread_key_t()
        exitKey = pthread_key_create(&key) { _ in CellStore.shared.threadExits() } == 0 ? key : nil
        nines_barrier_prepare()
        if let shared = SlabMemory.slab() {
            slabs[0] = shared
            slabCount.store(1, ordering: .releasing)
        }
        pthread_atfork(
            { CellStore.shared.lockAll() }, { CellStore.shared.unlockAll() }, { CellStore.shared.unlockAll() })
    }

    /// In an order that no thread takes them against: none holds one of them while it takes another.
    private func lockAll() {
        collecting.lock()
        allocator.lock()
        lock.lock()
    }

    private func unlockAll() {
        lock.unlock()
        allocator.unlock()
        collecting.unlock()
    }
}

// Recording

extension CellStore {
    /// Where this thread adds to `cell`, made ready if need be; nil when memory is out or the cell is nowhere, and the
    /// record is dropped.
    ///
    /// Called once per thread and chunk, except by threads without a slab: for them `isShared` is true, and each
    /// record comes here.
    func prepare(_ cell: CellIndex) -> (cell: UnsafeMutablePointer<UInt64>, isShared: Bool)? {
        guard cell >= CellAllocator.cellsPerChunk else { return nil }
        let current = nines_thread_slab()
        guard let slab = current == nines_thread_no_slab() ? claim() : current else {
            return sharedSlab.flatMap { shared in chunk(of: shared, cell).map { ($0, true) } }
        }
        return chunk(of: slab, cell).map { ($0, false) }
    }

    private var sharedSlab: UnsafeMutablePointer<nines_slab>? {
        slabCount.load(ordering: .acquiring) > 0 ? slabs[0] : nil
    }

    private func chunk(of slab: UnsafeMutablePointer<nines_slab>, _ cell: CellIndex) -> UnsafeMutablePointer<UInt64>? {
        let offset = Int(cell) & (CellAllocator.cellsPerChunk - 1)
        if let chunk = nines_slab_chunk(slab, cell) { return chunk + offset }
        guard let fresh = SlabMemory.chunk() else { return nil }
        let standing = nines_slab_publish(slab, cell, fresh)
        if standing != fresh { free(fresh) }
        return standing.map { $0 + offset }
    }

    /// Gives this thread a slab of its own; nil when it has to share.
    private func claim() -> UnsafeMutablePointer<nines_slab>? {
        // Without a look at the lock, so that threads that share do not queue up for it.
        if slabCount.load(ordering: .relaxed) > maximumSlabs, freeSlabCount.load(ordering: .relaxed) == 0 { return nil }
        let claimed = lock.withLock { free -> Slab? in
            if let slab = free.popLast() {
                freeSlabCount.store(free.count, ordering: .relaxed)
                return slab
            }
            let count = slabCount.load(ordering: .relaxed)
            guard count > 0, count <= maximumSlabs, let slab = SlabMemory.slab() else { return nil }
            slabs[count] = slab
            slabCount.store(count + 1, ordering: .releasing)
            return Slab(pointer: slab)
        }
        guard let claimed = claimed?.pointer else { return nil }
        claimed.pointee.owner = Self.thisThread
        nines_thread_set_slab(claimed)
        if let exitKey { pthread_setspecific(exitKey, UnsafeRawPointer(claimed)) }
        return claimed
    }

    /// What a debug build compares with a slab's owner on each record.
    static var thisThread: UInt {
        #if canImport(Darwin)
            UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }

    private func threadExits() {
        if let mark = nines_thread_mark() {
            nines_thread_set_mark(nil)
            ReaderMarks.shared.release(mark)
        }
        let slab = nines_thread_slab()
        guard slab != nines_thread_no_slab() else { return }
        nines_thread_set_slab(nines_thread_no_slab())
        slab.pointee.owner = 0
        let released = Slab(pointer: slab)
        lock.withLock { free in
            free.append(released)
            freeSlabCount.store(free.count, ordering: .relaxed)
        }
    }

    /// Has `threadExits` called for this thread too if it only reads.
    func watchThreadExit() {
        if let exitKey, pthread_getspecific(exitKey) == nil {
            pthread_setspecific(exitKey, UnsafeRawPointer(bitPattern: 1))
        }
    }
}

// Allocating and collecting

extension CellStore {
    func allocate(_ count: Int) -> CellIndex? {
        allocator.withLock { $0.allocate(count) }
    }

    /// Zeroes a run of cells in every slab and makes it available again. The caller has dropped the last reference
    /// through which the cells could be recorded to.
    ///
    /// - Parameter freeing: Is given the first cell of each slab that has it, before it is zeroed.
    func release(_ index: CellIndex, count: Int, freeing free: (UnsafeMutablePointer<UInt64>) -> Void = { _ in }) {
        guard index >= CellAllocator.cellsPerChunk else { return }
        for slab in 0..<slabCount.load(ordering: .acquiring) {
            guard let chunk = nines_slab_chunk(slabs[slab], index) else { continue }
            let first = chunk + Int(index) & (CellAllocator.cellsPerChunk - 1)
            free(first)
            for offset in 0..<count { nines_cell_clear(first + offset) }
        }
        allocator.withLock { $0.release(index, count: count) }
    }

    /// Runs `body` while no other collection does. What it sums must be cells of instruments that the caller holds until
    /// after the collection: `body` must not drop the last reference to one, whose end may itself wait for this lock.
    package func collect<Result>(_ body: (borrowing Sums) -> Result) -> Result {
        collecting.withLock { _ in body(Sums(slabs: slabs, count: slabCount.load(ordering: .acquiring))) }
    }

    /// The slabs of one collection.
    package struct Sums: ~Copyable {
        let slabs: UnsafeMutablePointer<UnsafeMutablePointer<nines_slab>>
        let count: Int

        private func value(_ slab: Int, _ cell: CellIndex) -> UInt64? {
            guard let chunk = nines_slab_chunk(slabs[slab], cell) else { return nil }
            return nines_cell_read(chunk + Int(cell) & (CellAllocator.cellsPerChunk - 1))
        }

        /// The sum of an integer cell over all slabs; wraps at 2^64.
        package func integer(_ cell: UInt32) -> UInt64 {
            var sum: UInt64 = 0
            for slab in 0..<count { sum &+= value(slab, cell) ?? 0 }
            return sum
        }

        /// The sum of a floating-point cell over all slabs, in creation order.
        package func double(_ cell: UInt32) -> Double {
            var sum = 0.0
            for slab in 0..<count {
                if let bits = value(slab, cell) { sum += Double(bitPattern: bits) }
            }
            return sum
        }

        /// Calls `body` with the address that each slab's `cell` holds, in creation order; the first slab is shared.
        func forEachPointer(
            _ cell: UInt32, _ body: (_ target: UnsafeMutablePointer<UInt64>, _ isShared: Bool) -> Void
        ) {
            for slab in 0..<count {
                guard let chunk = nines_slab_chunk(slabs[slab], cell) else { continue }
                let own = chunk + Int(cell) & (CellAllocator.cellsPerChunk - 1)
                if let target = nines_pointer_acquire(own) { body(target, slab == 0) }
            }
        }
    }

    /// Slabs that exist, the shared one not counted: for tests.
    package var ownedSlabCount: Int { max(0, slabCount.load(ordering: .acquiring) - 1) }
}
