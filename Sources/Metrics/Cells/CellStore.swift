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
///   do not either: slabs are added in creation order, and rounded addition in a fixed order is monotone in each
///   addend.
/// - **Publication.** A chunk is zeroed, then published by a release store into its slab; a slab is published by a
///   release store into `slabs`; collectors follow both with acquire loads. An increment that happens before a
///   collection is therefore in it: so are the chunk and the slab.
/// - **Bounded growth.** At most 2 x cores + 16 slabs exist; threads beyond share `slabs[0]` with atomic additions, and
///   take a slab of their own as soon as one is free.
/// - **Memory follows heat.** A thread has its own chunk only of cells that it comes for often (``Warmth``); before
///   that it adds to the chunk of `slabs[0]`, atomically. Which of the two a record goes to changes nothing above: each
///   cell of each slab still never falls, the shared one comes first in every sum, and a record is in one of them
///   whole. A collection that runs while a thread goes from one to the other may see its later record and not its
///   earlier one, as with the records of two threads; those that happened before the collection it sees both.
/// - **Groups.** The four chunks of a group are one piece of memory, published first to last; a thread records there
///   only once it has seen or published the last. So whoever sees a record of it finds the chunk of each cell.
/// - **Reuse.** Cells are zeroed when the last reference to their instrument is gone, before the allocator has them
///   again. Every recorder held one, or stood under a reader's mark that the removal waited for, so no addition is
///   under way then; every collection that sums them holds one too, so none reads them half zeroed. No lock is needed
///   for it.
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
    package var maximumSlabs: Int { slabLimit.load(ordering: .relaxed) }
    private let slabLimit: Atomic<Int>
    /// Of `slabs`: what `raiseSlabLimit` may go to.
    private let slabCapacity: Int
    /// How often ``Warmth`` began anew.
    private let collections = Atomic<UInt32>(0)
    /// The allocator's: what is below is in chunks. Lowered before a cell of a group is handed out, and never to a cell
    /// of a chunk, so that whoever has a cell tells rightly which it is, whatever earlier value it reads.
    private let firstGrouped = Atomic<Int>(CellAllocator.capacity)
    /// Slabs whose threads have ended.
    private let lock = Lock<[Slab]>([])
    let allocator: Lock<CellAllocator>
    /// What came back and is not the allocator's again yet. Where many children go, a thread that records in a new one
    /// would wait for the allocator's lock again and again; so it comes here only when the allocator has nothing left
    /// of that length.
    let returned = Lock(ReturnedCells())
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
        let maximumSlabs = 2 * cores + 16
        slabLimit = Atomic(maximumSlabs)
        slabCapacity = max(maximumSlabs, 255)
        var cells = CellAllocator()
        droppedCells = cells.allocate(DroppedRecords.allCases.count) ?? CellAllocator.nowhere
        allocator = Lock(cells)
        slabs = .allocate(capacity: slabCapacity + 1)
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

    /// In an order that no thread takes them against: `returned` is taken by who has the allocator's, and otherwise
    /// none holds one of them while it takes another.
    private func lockAll() {
        collecting.lock()
        allocator.lock()
        returned.lock()
        lock.lock()
    }

    private func unlockAll() {
        lock.unlock()
        returned.unlock()
        allocator.unlock()
        collecting.unlock()
    }
}

// Recording

extension CellStore {
    /// Where this thread adds to `cell`: in its own slab, or, with atomic additions, in the shared one, made ready if
    /// need be. Nil when memory is out or the cell is nowhere, and the record is dropped.
    ///
    /// Called for each record of a thread in a chunk that it has none of.
    func prepare(_ cell: CellIndex) -> (cell: UnsafeMutablePointer<UInt64>, isShared: Bool)? {
        guard cell >= CellAllocator.cellsPerChunk else { return nil }
        let current = nines_thread_slab()
        if let slab = current == nines_thread_no_slab() ? takeSlab() : current {
            if let chunk = nines_slab_own_chunk(slab, cell) { return (chunk + Self.offset(cell), false) }
            let visits = nines_slab_own_visits(slab, cell)
            var warmth = Warmth(bits: visits.pointee)
            let isWarm = warmth.isWarm(inCollection: collections.load(ordering: .relaxed))
            visits.pointee = warmth.bits
            if isWarm, let own = cells(from: cell, of: slab) { return (own, false) }
        }
        return shared(cell)
    }

    /// The same for a cell that leads to what is really added to: a thread has that of its own only when it comes often
    /// for this very cell, because it takes much more than cells do. Until then the thread's cell is its ``Warmth``.
    func prepareTarget(of cell: CellIndex) -> (cell: UnsafeMutablePointer<UInt64>, isShared: Bool)? {
        guard let (own, isShared) = prepare(cell) else { return nil }
        if isShared || nines_pointer_own(own) != nil { return (own, isShared) }
        var warmth = Warmth(bits: UInt16(truncatingIfNeeded: nines_word_relaxed(own)))
        let isWarm = warmth.isWarm(inCollection: collections.load(ordering: .relaxed))
        nines_word_set_relaxed(own, UInt64(warmth.bits))
        return isWarm ? (own, false) : shared(cell)
    }

    private func shared(_ cell: CellIndex) -> (cell: UnsafeMutablePointer<UInt64>, isShared: Bool)? {
        guard slabCount.load(ordering: .acquiring) > 0 else { return nil }
        return cells(from: cell, of: slabs[0]).map { ($0, true) }
    }

    static func offset(_ cell: CellIndex) -> Int { Int(cell) & (CellAllocator.cellsPerChunk - 1) }

    /// The cells from `cell` on, of the shared slab or this thread's, made if need be; nil when memory is out.
    private func cells(
        from cell: CellIndex, of slab: UnsafeMutablePointer<nines_slab>
    ) -> UnsafeMutablePointer<UInt64>? {
        let chunkCount = Int(cell) < firstGrouped.load(ordering: .relaxed) ? 1 : CellAllocator.chunksPerGroup
        let chunkSize = CellIndex(CellAllocator.cellsPerChunk)
        let last = CellIndex(chunkCount - 1) * chunkSize
        let first = cell & ~(last + chunkSize - 1)
        if nines_slab_chunk(slab, first + last) != nil, let chunk = nines_slab_chunk(slab, cell) {
            return chunk + Self.offset(cell)
        }
        guard let fresh = SlabMemory.chunks(chunkCount) else { return nil }
        guard let standing = nines_slab_publish(slab, first, fresh) else { return nil }
        if standing != fresh { free(fresh) }
        // Again if another thread has begun to: it may not have come to the end.
        for chunk in stride(from: chunkSize, through: last, by: Int(chunkSize)) {
            _ = nines_slab_publish(slab, first + chunk, standing + Int(chunk))
        }
        return standing + Int(cell - first)
    }

    /// Gives this thread a slab of its own; nil when it has to share.
    private func takeSlab() -> UnsafeMutablePointer<nines_slab>? {
        // Without a look at the lock, so that threads that share do not queue up for it.
        let limit = maximumSlabs
        if slabCount.load(ordering: .relaxed) > limit, freeSlabCount.load(ordering: .relaxed) == 0 { return nil }
        let taken = lock.withLock { free -> Slab? in
            if let slab = free.popLast() {
                freeSlabCount.store(free.count, ordering: .relaxed)
                return slab
            }
            let count = slabCount.load(ordering: .relaxed)
            guard count > 0, count <= limit, let slab = SlabMemory.slab() else { return nil }
            slabs[count] = slab
            slabCount.store(count + 1, ordering: .releasing)
            return Slab(pointer: slab)
        }
        guard let slab = taken?.pointer else { return nil }
        slab.pointee.owner = Self.thisThread
        nines_thread_set_slab(slab)
        if let exitKey { pthread_setspecific(exitKey, UnsafeRawPointer(slab)) }
        return slab
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
        allocator.withLock { allocator in
            defer { firstGrouped.store(allocator.firstGrouped, ordering: .relaxed) }
            if let index = allocator.reuse(count) { return index }
            allocator.takeBack(returned.withLock { $0.take(count) }, count: count)
            return allocator.allocate(count)
        }
    }

    /// Zeroes a run of cells in every slab and makes it available again. The caller has dropped the last reference
    /// through which the cells could be recorded to.
    ///
    /// - Parameter freeing: Is given the first cell of each slab that has it, before it is zeroed.
    func release(_ index: CellIndex, count: Int, freeing free: (UnsafeMutablePointer<UInt64>) -> Void = { _ in }) {
        guard index >= CellAllocator.cellsPerChunk else { return }
        for slab in 0..<slabCount.load(ordering: .acquiring) {
            guard let chunk = nines_slab_chunk(slabs[slab], index) else { continue }
            let first = chunk + Self.offset(index)
            free(first)
            for offset in 0..<count { nines_cell_clear(first + offset) }
        }
        returned.withLock { $0.add(index, count: count) }
    }

    /// Runs `body` while no other collection does. What it sums must be cells of instruments that the caller holds
    /// until after the collection: `body` must not drop the last reference to one, whose end may itself wait for this
    /// lock.
    ///
    /// A clock that is read meanwhile may ask for a value: this thread has the lock then.
    package func collect<Result>(_ body: (borrowing Slabs) -> Result) -> Result {
        guard !UserCall.isUnderWay(.summing) else { return sum(body) }
        return collecting.withLock { _ in UserCall.run(.summing) { sum(body) } }
    }

    private func sum<Result>(_ body: (borrowing Slabs) -> Result) -> Result {
        body(Slabs(slabs: slabs, count: slabCount.load(ordering: .acquiring)))
    }

    /// Notes that all is collected, as for a scrape: threads' visits are counted anew.
    func restartWarmth() { collections.add(1, ordering: .relaxed) }

    /// The slabs of one collection.
    package struct Slabs: ~Copyable {
        let slabs: UnsafeMutablePointer<UnsafeMutablePointer<nines_slab>>
        let count: Int

        private func value(_ slab: Int, _ cell: CellIndex) -> UInt64? {
            guard let chunk = nines_slab_chunk(slabs[slab], cell) else { return nil }
            return nines_cell_read(chunk + CellStore.offset(cell))
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
                if let target = nines_pointer_acquire(chunk + CellStore.offset(cell)) { body(target, slab == 0) }
            }
        }
    }

    /// Slabs that exist, the shared one not counted: for tests.
    package var ownedSlabCount: Int { max(0, slabCount.load(ordering: .acquiring) - 1) }

    /// Allows as many slabs as on a machine with more cores, up to 255, for the rest of the process: for tests.
    package func raiseSlabLimit(to limit: Int) {
        slabLimit.max(min(limit, slabCapacity), ordering: .relaxed)
    }
}

/// The number of slabs on a machine with more cores than this one has: for tests and benchmarks.
@_spi(Benchmarks)
public enum SlabLimit {
    /// Allows `limit` threads, up to 255, to have a slab of their own, for the rest of the process. Never lowers it.
    public static func raise(to limit: Int) { CellStore.shared.raiseSlabLimit(to: limit) }
}
