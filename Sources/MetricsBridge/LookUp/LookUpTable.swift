import CNinesThreadCells
import NinesMetrics

/// From label and dimensions to handler, searched without a lock while one writer at a time changes it.
///
/// Readers stand under their thread's mark from before they load the table until they have retained the handler; a
/// writer frees what it took out after the readers have left (``ReaderMarks``).
///
/// `@unchecked Sendable`: `published` is only accessed by acquire loads and release stores; `table` only under the lock
/// of ``BridgedChildren``, as every method but `find` demands.
final class LookUpTable: @unchecked Sendable {
    /// The address of a ``ChildTable``, whose pointers are strong references to entries.
    private let published: UnsafeMutablePointer<UInt>
    private let hash = DimensionHash()
    private let knowsSmallStrings = SmallString.layoutIsKnown
    /// What `published` leads to.
    private var table: GrowingTable

    /// - Throws: ``RegistrationError`` when memory is out.
    init() throws(RegistrationError) {
        // Made now: a process forked while one thread makes them would wait for that thread, which it does not have.
        _ = ReaderMarks.shared
        guard let table = GrowingTable(spread: 4) else {
            throw RegistrationError(.capacity, "the bridge cannot be made: memory is out")
        }
        self.table = table
        published = .allocate(capacity: 1)
        published.initialize(to: UInt(bitPattern: table.current.base))
    }

    deinit {
        table.current.forEach { entry, _ in Unmanaged<LookUpEntry>.fromOpaque(entry).release() }
        table.deallocate()
        published.deallocate()
    }

    @inline(__always)
    private func load() -> ChildTable {
        // Never 0: set in `init` and then only to other tables.
        ChildTable(base: UnsafeMutableRawPointer(bitPattern: nines_word_acquire(published)).unsafelyUnwrapped)
    }

    /// This thread's handler of the child that the label and dimensions mean, whatever the dimensions' order; nil when
    /// no entry says, and when the thread has no handler of that child yet.
    @inline(__always)
    func find(_ label: String, _ dimensions: [(String, String)]) -> BridgedHandler? {
        Dimensions.read(label, dimensions, knowsSmallStrings: knowsSmallStrings) { label, dimensions in
            find(hash: hash.hash(label, dimensions), label, dimensions)
        }
    }

    @inline(__always)
    private func find(hash: UInt64, _ label: _ValueBytes, _ dimensions: Dimensions) -> BridgedHandler? {
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.takeMark() else { return nil }
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

    /// Publishes `entry`; false when memory is out, or its address leaves no room for a tag, which those of today's
    /// systems do.
    func insert(_ entry: LookUpEntry) -> Bool {
        guard makeRoom() else { return false }
        let reference = Unmanaged.passRetained(entry)
        guard table.insert(reference.toOpaque(), hash: entry.hash) else {
            reference.release()
            return false
        }
        return true
    }

    private func makeRoom() -> Bool {
        table.makeRoom(
            hash: { entry in Unmanaged<LookUpEntry>.fromOpaque(entry)._withUnsafeGuaranteedRef { $0.hash } },
            publish: { nines_word_release(published, UInt(bitPattern: $0.base)) })
    }

    /// Look-ups find `entry` no more; the writer does, and can make it stay.
    func leave(_ entry: LookUpEntry) { _ = table.leave(Self.address(entry), hash: entry.hash) }

    /// Look-ups find `entry` again, if it is still leaving.
    func stay(_ entry: LookUpEntry) { table.stay(Self.address(entry), hash: entry.hash) }

    /// Takes out `entry`, leaving or not. The table's reference, to be released once the readers have left; nil when it
    /// is not there.
    func takeOut(_ entry: LookUpEntry) -> Unmanaged<LookUpEntry>? {
        guard table.remove(Self.address(entry), hash: entry.hash) else { return nil }
        return .passUnretained(entry)
    }

    private static func address(_ entry: LookUpEntry) -> UnsafeRawPointer {
        UnsafeRawPointer(Unmanaged.passUnretained(entry).toOpaque())
    }

    /// The outgrown tables, to be freed once the readers have left.
    func takeOutgrown() -> [ChildTable] { table.takeOutgrown() }
}

/// A table for each kind of instrument, since one label may be that of several.
struct LookUpTables: Sendable {
    let counters: LookUpTable
    let gauges: LookUpTable
    let histograms: LookUpTable
    let timers: LookUpTable

    /// - Throws: ``RegistrationError`` when memory is out.
    init() throws(RegistrationError) {
        counters = try LookUpTable()
        gauges = try LookUpTable()
        histograms = try LookUpTable()
        timers = try LookUpTable()
    }

    subscript(kind: BridgedKind) -> LookUpTable {
        switch kind {
        case .counter: counters
        case .gauge: gauges
        case .histogram: histograms
        case .timer: timers
        }
    }
}
