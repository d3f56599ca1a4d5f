import CNinesThreadCells
import NinesMetrics

/// From label and dimensions to handler, searched without a lock while one writer at a time changes it.
///
/// Readers stand under their thread's mark from before they load the table until they have retained the handler; a writer
/// frees what it took out after the readers have left (``ReaderMarks``).
///
/// `@unchecked Sendable`: `published` is only accessed by acquire loads and release stores; `used` and `count` only under
/// the lock of ``BridgedChildren``, as every method but `find` demands.
final class LookUpTable: @unchecked Sendable {
    /// The address of a ``ChildTable``, whose pointers are strong references to entries.
    private let published: UnsafeMutablePointer<UInt>
    private let hash = DimensionHash()
    private let knowsSmallStrings = SmallString.layoutIsKnown
    private var used = 0
    private var count = 0

    /// - Throws: ``RegistrationError`` when memory is out.
    init() throws(RegistrationError) {
        // Made now: a process forked while one thread makes them waits for that thread for ever.
        _ = ReaderMarks.shared
        guard let table = ChildTable(capacity: 8) else {
            throw RegistrationError(.capacity, "the bridge cannot be made: memory is out")
        }
        published = .allocate(capacity: 1)
        published.initialize(to: UInt(bitPattern: table.base))
    }

    deinit {
        let table = load()
        table.forEach { Unmanaged<LookUpEntry>.fromOpaque($0).release() }
        table.deallocate()
        published.deallocate()
    }

    @inline(__always)
    private func load() -> ChildTable {
        // Never 0: set in `init` and then only to other tables.
        ChildTable(base: UnsafeMutableRawPointer(bitPattern: nines_word_acquire(published)).unsafelyUnwrapped)
    }

    /// This thread's handler of the child that the label and dimensions mean, whatever the dimensions' order; nil when no
    /// entry says, and when the thread has no handler of that child yet.
    @inline(__always)
    func find(_ label: String, _ dimensions: [(String, String)]) -> BridgedHandler? {
        Dimensions.read(label, dimensions, knowsSmallStrings: knowsSmallStrings) { label, dimensions in
            find(hash: hash.hash(label, dimensions), label, dimensions)
        }
    }

    @inline(__always)
    private func find(hash: UInt64, _ label: ValueBytes, _ dimensions: Dimensions) -> BridgedHandler? {
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.claim() else { return nil }
        nines_mark_enter(mark)
        let found = load().find(hash: hash) { entry in
            Unmanaged<LookUpEntry>.fromOpaque(entry)._withUnsafeGuaranteedRef { entry in
                entry.hash == hash && entry.matches(label, dimensions)
            }
        }
        let handler = found.flatMap { entry in
            Unmanaged<LookUpEntry>.fromOpaque(entry)._withUnsafeGuaranteedRef { $0.handler(for: mark) }
        }
        nines_mark_leave_retaining(mark)
        return handler
    }

    /// An entry to be inserted; nil when memory is out.
    func entry(_ label: String, _ dimensions: [(String, String)], for child: BridgedChild) -> LookUpEntry? {
        Dimensions.read(label, dimensions, knowsSmallStrings: knowsSmallStrings) { label, dimensions in
            LookUpEntry(hash: hash.hash(label, dimensions), label: label, dimensions: dimensions, child: child)
        }
    }

    /// Publishes `entry`; false when memory is out, or its address leaves no room for a tag, which those of today's systems
    /// do. `outgrown` is then to be given to `free(_:)` once the lock is left.
    func insert(_ entry: LookUpEntry, outgrown: inout ChildTable?) -> Bool {
        guard makeRoom(&outgrown) else { return false }
        let reference = Unmanaged.passRetained(entry)
        guard load().insert(reference.toOpaque(), hash: entry.hash) else {
            reference.release()
            return false
        }
        used += 1
        count += 1
        return true
    }

    /// Sees to it that at least one slot in two stays empty.
    private func makeRoom(_ outgrown: inout ChildTable?) -> Bool {
        let old = load()
        guard (used + 1) * 2 > old.capacity else { return true }
        var capacity = 8
        while capacity < (count + 1) * 4 { capacity *= 2 }
        guard let grown = ChildTable(capacity: capacity) else { return false }
        old.forEach { entry in
            let hash = Unmanaged<LookUpEntry>.fromOpaque(entry)._withUnsafeGuaranteedRef { $0.hash }
            _ = grown.insert(entry, hash: hash)
        }
        nines_word_release(published, UInt(bitPattern: grown.base))
        used = count
        outgrown = old
        return true
    }

    /// An entry that look-ups find no more, and the table's reference to it.
    struct TakenOut {
        fileprivate let table: LookUpTable
        fileprivate let entry: Unmanaged<LookUpEntry>
        fileprivate let slot: Int

        /// To be called once the readers have left.
        func release() { entry.release() }

        /// Under the same lock as `takeOut`.
        func putBack() {
            let hash = entry._withUnsafeGuaranteedRef { $0.hash }
            table.load().restore(entry.toOpaque(), hash: hash, at: slot)
            table.count += 1
        }
    }

    /// Takes out `entry`; nil when it is not there.
    func takeOut(_ entry: LookUpEntry) -> TakenOut? {
        let reference = Unmanaged.passUnretained(entry)
        guard let slot = load().remove(reference.toOpaque(), hash: entry.hash) else { return nil }
        count -= 1
        return TakenOut(table: self, entry: reference, slot: slot)
    }

    /// Gives back an outgrown table. Waits for look-ups that are under way; not to be called under the lock.
    static func free(_ outgrown: ChildTable?) {
        guard let outgrown, ReaderMarks.shared.waitForReaders() else { return }
        outgrown.deallocate()
    }
}
