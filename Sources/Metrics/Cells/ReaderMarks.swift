import CNinesThreadCells

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Every thread's reader mark, and the wait until no reader can still see what was unpublished before.
///
/// A thread's mark counts its entries to and exits from child tables: odd means inside. `waitForReaders` first orders
/// every thread (see `nines_barrier_all_threads`): a reader that entered before is then seen as odd, one that enters
/// later sees the table without the removed child. So it is enough to wait for the marks that are odd now to change.
/// Readers stay inside for tens of nanoseconds and call no code of users there, unless the system takes them off the
/// processor; hence the yields.
package final class ReaderMarks: Sendable {
    package static let shared = ReaderMarks()

    /// `@unchecked Sendable`: the word is never freed, and only accessed atomically, except by the thread that owns it.
    private struct Mark: @unchecked Sendable {
        let word: UnsafeMutablePointer<UInt64>
    }

    private struct Marks {
        var all: [Mark] = []
        /// Of threads that have ended; the next thread takes one, so there are as many as threads at once ever were.
        var free: [Mark] = []
    }

    private let marks = Lock(Marks())

    private init() {
        // Prepares the barrier before the first mark exists.
        _ = CellStore.shared
        pthread_atfork(
            { ReaderMarks.shared.marks.lock() }, { ReaderMarks.shared.marks.unlock() },
            { ReaderMarks.shared.startsInForkedChild() })
    }

    /// Threads that were inside a table when another one forked are not in the child: nobody would see them leave.
    private func startsInForkedChild() {
        marks.unlock()
        marks.withLock { marks in
            for mark in marks.all where nines_mark_read(mark.word) % 2 == 1 { nines_mark_leave(mark.word) }
        }
    }

    /// Gives this thread a mark; nil when memory is out.
    package func takeMark() -> UnsafeMutablePointer<UInt64>? {
        let taken = marks.withLock { marks -> Mark? in
            if let mark = marks.free.popLast() { return mark }
            guard let word = SlabMemory.zeroed(128)?.assumingMemoryBound(to: UInt64.self) else { return nil }
            nines_mark_set_number(word, UInt64(marks.all.count))
            marks.all.append(Mark(word: word))
            return Mark(word: word)
        }
        guard let mark = taken?.word else { return nil }
        nines_thread_set_mark(mark)
        CellStore.shared.watchThreadExit()
        return mark
    }

    func release(_ mark: UnsafeMutablePointer<UInt64>) {
        let free = Mark(word: mark)
        marks.withLock { $0.free.append(free) }
    }

    /// Marks that exist: as many as threads that read at once ever were.
    var count: Int { marks.withLock { $0.all.count } }

    /// Whether `waitForReaders` can know when readers have left: false when the system refuses that now.
    package var canWait: Bool { nines_barrier_all_threads() }

    /// Returns when no thread can still be reading what this thread unpublished before the call. Not to be called
    /// under a mark of the same thread. False when that cannot be known: then what was unpublished must not be freed.
    package func waitForReaders() -> Bool {
        guard nines_barrier_all_threads() else { return false }
        for mark in marks.withLock({ $0.all }) {
            let seen = nines_mark_read(mark.word)
            guard seen % 2 == 1 else { continue }
            while nines_mark_read(mark.word) == seen { sched_yield() }
        }
        return true
    }
}
