import CNinesThreadCells
import NinesMetrics

/// From label and dimensions to child, searched without a lock while one writer at a time changes it.
///
/// A slot is the address of an entry and, in the 16 bits that addresses do not use, a part of its hash that is never 0. It
/// goes from empty to an entry and from there to removed, never back, so a reader that meets an empty slot is done. Readers
/// stand under their thread's mark from before they load the table until they have retained the child; a writer frees what
/// it took out after the readers have left (``ReaderMarks``).
///
/// `@unchecked Sendable`: `published` and the slots are only accessed by acquire loads and release stores; `used` and
/// `count` only under the factory's lock, as every method but `find` demands.
final class LookUpTable: @unchecked Sendable {
    private static let removed: UInt = 1

    /// The address of a word count, a power of two, with as many slots behind it.
    private let published: UnsafeMutablePointer<UInt>
    private var used = 0
    private var count = 0

    init() {
        // Made now: a process forked while one thread makes them waits for that thread for ever.
        _ = ReaderMarks.shared
        published = .allocate(capacity: 1)
        published.initialize(to: UInt(bitPattern: Self.slots(8)))
    }

    deinit {
        let (slots, mask) = load()
        for index in 0...mask { Self.entry(slots[index])?.release() }
        (slots - 1).deallocate()
        published.deallocate()
    }

    private static func slots(_ capacity: Int) -> UnsafeMutablePointer<UInt> {
        let words = UnsafeMutablePointer<UInt>.allocate(capacity: capacity + 1)
        words.initialize(repeating: 0, count: capacity + 1)
        words[0] = UInt(capacity)
        return words
    }

    @inline(__always)
    private func load() -> (slots: UnsafeMutablePointer<UInt>, mask: Int) {
        // Never 0: set in `init` and then only to other tables.
        let words = UnsafeMutablePointer<UInt>(bitPattern: nines_word_acquire(published)).unsafelyUnwrapped
        return (words + 1, Int(words[0]) &- 1)
    }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt { UInt(truncatingIfNeeded: hash &>> 48 | 1) }

    @inline(__always)
    private static func entry(_ word: UInt) -> Unmanaged<LookUpEntry>? {
        guard word &>> 48 != 0 else { return nil }
        return UnsafeRawPointer(bitPattern: word & 0x0000_FFFF_FFFF_FFFF).map { Unmanaged.fromOpaque($0) }
    }

    /// The child that the label and dimensions mean, whatever the dimensions' order; nil when no entry says.
    @inline(__always)
    func find(hash: UInt64, _ label: String, _ dimensions: [(String, String)]) -> BridgedChild? {
        guard let mark = nines_thread_mark() ?? ReaderMarks.shared.claim() else { return nil }
        nines_mark_enter(mark)
        let child = search(hash, label, dimensions)
        nines_mark_leave_retaining(mark)
        return child
    }

    @inline(__always)
    private func search(_ hash: UInt64, _ label: String, _ dimensions: [(String, String)]) -> BridgedChild? {
        let (slots, mask) = load()
        let tag = Self.tag(hash)
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let word = nines_word_acquire(slots + index)
            if word == 0 { return nil }
            if word &>> 48 == tag, let entry = Self.entry(word) {
                let child = entry._withUnsafeGuaranteedRef { entry in
                    entry.hash == hash && entry.matches(label, dimensions) ? entry.child : nil
                }
                if let child { return child }
            }
            index = (index &+ 1) & mask
        }
    }

    /// Publishes `entry`; false when its address leaves no room for a tag, which those of today's systems do. `outgrown`
    /// is then to be given to `free(_:)` once the lock is left.
    func insert(_ entry: LookUpEntry, outgrown: inout UnsafeMutableRawPointer?) -> Bool {
        let address = Unmanaged.passUnretained(entry).toOpaque()
        guard UInt(bitPattern: address) &>> 48 == 0 else { return false }
        makeRoom(&outgrown)
        _ = Unmanaged.passRetained(entry)
        let (slots, mask) = load()
        Self.put(UInt(bitPattern: address) | Self.tag(entry.hash) &<< 48, entry.hash, slots, mask)
        used += 1
        count += 1
        return true
    }

    private static func put(_ word: UInt, _ hash: UInt64, _ slots: UnsafeMutablePointer<UInt>, _ mask: Int) {
        var index = Int(truncatingIfNeeded: hash) & mask
        while nines_word_acquire(slots + index) != 0 { index = (index &+ 1) & mask }
        nines_word_release(slots + index, word)
    }

    /// Sees to it that at least one slot in two stays empty.
    private func makeRoom(_ outgrown: inout UnsafeMutableRawPointer?) {
        let (old, mask) = load()
        guard (used + 1) * 2 > mask + 1 else { return }
        var capacity = 8
        while capacity < (count + 1) * 4 { capacity *= 2 }
        let grown = Self.slots(capacity)
        for index in 0...mask {
            guard let entry = Self.entry(old[index]) else { continue }
            Self.put(old[index], entry.takeUnretainedValue().hash, grown + 1, capacity - 1)
        }
        nines_word_release(published, UInt(bitPattern: grown))
        used = count
        outgrown = UnsafeMutableRawPointer(old - 1)
    }

    /// Takes out `entry`. Its reference is the caller's to release once the readers have left.
    func remove(_ entry: LookUpEntry) -> Unmanaged<LookUpEntry>? {
        let (slots, mask) = load()
        var index = Int(truncatingIfNeeded: entry.hash) & mask
        while slots[index] != 0 {
            if let found = Self.entry(slots[index]), found.toOpaque() == Unmanaged.passUnretained(entry).toOpaque() {
                nines_word_release(slots + index, Self.removed)
                count -= 1
                return found
            }
            index = (index &+ 1) & mask
        }
        return nil
    }

    /// Gives back an outgrown table. Waits for look-ups that are under way; not to be called under the lock.
    static func free(_ outgrown: UnsafeMutableRawPointer?) {
        guard let outgrown, ReaderMarks.shared.waitForReaders() else { return }
        outgrown.deallocate()
    }
}
