import CNinesThreadCells

/// What look-ups read of a full family, without a lock or a reference to count.
///
/// `@unchecked Sendable`: the words are accessed atomically, and freed with the family's table.
@usableFromInline
struct OverflowWords: @unchecked Sendable {
    /// The overflow child's address, 0 while the family is not full, and the cell that counts the look-ups.
    private let words: UnsafeMutablePointer<UInt>

    init() {
        words = .allocate(capacity: 2)
        words.initialize(repeating: 0, count: 2)
    }

    func deallocate() { words.deallocate() }

    /// The child to go to, while the family is full. To be called under a reader's mark.
    var child: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: nines_word_acquire(words)) }

    func count() {
        let cell = CellIndex(truncatingIfNeeded: nines_word_acquire(words + 1))
        if cell != CellAllocator.nowhere { Recording.add(1 as UInt64, to: cell) }
    }

    // Under the family's lock

    /// Sends look-ups to the family's lock again.
    func close() { nines_word_release(words, 0) }

    /// To be called before the first look-up is counted.
    func prepareCounting(of family: String) {
        if nines_word_acquire(words + 1) == 0 {
            nines_word_release(words + 1, UInt(OverflowedLookUps.shared.cell(of: family)))
        }
    }

    func open(_ child: Instrument) {
        nines_word_release(words, UInt(bitPattern: Unmanaged.passUnretained(child).toOpaque()))
    }
}

/// Where look-ups go once a family has as many children as it may: to one child whose label values all are `other`.
///
/// It is an ordinary child, except that it does not count towards the limit. While the family is full,
/// its address is published in `words` too, so that a look-up of a label set that is not to be made takes no lock; it
/// is followed under a reader's mark, and withdrawn before the child can be removed.
///
/// `@unchecked Sendable`: `hasOther` and `isHeldBack` are accessed only under the family's lock.
final class Overflow: @unchecked Sendable {
    private let limit: Int
    /// The key whose values all are `other`.
    private let key: [UInt8]
    private var hasOther = false
    /// While children are leaving, which look-ups without the lock do not find.
    private var isHeldBack = false
    let words = OverflowWords()

    init(limit: Int, labels: Int) {
        self.limit = max(0, limit)
        key = Array(repeatElement(Array("other".utf8) + [LabelKey.endOfValue], count: labels).joined())
    }

    func withKey<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result { key.withUnsafeBytes(body) }

    func isKey(_ other: UnsafeRawBufferPointer) -> Bool { key.elementsEqual(other) }

    // Under the family's lock

    func isFull(_ count: Int) -> Bool { count - (hasOther ? 1 : 0) >= limit }

    /// A child of that key is in the table now.
    func came(_ key: UnsafeRawBufferPointer) { if isKey(key) { hasOther = true } }

    /// A child of that key is in the table no more.
    func went(_ key: UnsafeRawBufferPointer) {
        guard hasOther, isKey(key) else { return }
        forget()
    }

    func forget() {
        hasOther = false
        words.close()
    }

    /// Look-ups that find no child ask under the lock from now on: the child may be one that is leaving, which they
    /// make stay. To be called before the first one leaves.
    func holdBack() {
        isHeldBack = true
        words.close()
    }

    /// No child is leaving any more. The next look-up that needs the overflow child opens the way to it.
    func release() { isHeldBack = false }

    /// Counts a look-up that `child` stands in for, and leads further ones to it.
    func serve(_ child: Instrument, of family: String) {
        words.prepareCounting(of: family)
        words.count()
        if !isHeldBack { words.open(child) }
    }
}

extension ChildSet {
    /// The child for a key that may not be made, under the family's lock, made if need be.
    func overflowing(
        _ overflow: Overflow, at start: ChildStart, _ state: inout State
    ) -> Instrument? {
        let child = overflow.withKey { key -> Instrument? in
            let hash = KeyHash.hash(key)
            return present(key, hash: hash, state) ?? make(key, hash: hash, at: start, &state)
        }
        if let child {
            overflow.serve(child, of: descriptor.name)
        }
        return child
    }
}

/// Look-ups that went to a family's overflow child, by family, for the whole process.
///
/// A family with more label sets than its limit must not hide that: `nines_metrics_overflowed_total{family}` tells. It
/// has a child for each name of a family that overflowed, for as long as the process lives.
final class OverflowedLookUps: Sendable {
    static let shared = OverflowedLookUps()

    /// By the family's name as UTF-8.
    private let cells = Lock<[[UInt8]: CellIndex]>([:])

    /// Where that family's look-ups are counted; nowhere when the process has used up all cells.
    func cell(of family: String) -> CellIndex {
        cells.withLock { cells in
            let name = Array(family.utf8)
            if let cell = cells[name] { return cell }
            guard let cell = CellStore.shared.allocate(1) else { return CellAllocator.nowhere }
            cells[name] = cell
            return cell
        }
    }

    /// The family that exposes them.
    struct Source: Collector {
        static let descriptor = try? FamilyDescriptor(
            "nines_metrics_overflowed_total", type: .counter,
            help: "Look-ups of label sets beyond a family's limit, which went to its child \"other\", in this process.")

        var families: [FamilyDescriptor] { Self.descriptor.map { [$0] } ?? [] }

        func collect() -> [FamilySnapshot] {
            let cells = OverflowedLookUps.shared.cells.withLock { $0 }
            let samples = CellStore.shared.collect { slabs in
                cells.map { name, cell in
                    FamilySnapshot.Sample(
                        slabs.integer(cell), labels: [Label("family", String(decoding: name, as: UTF8.self))])
                }
            }
            return Self.descriptor.flatMap { try? FamilySnapshot($0, samples: samples) }.map { [$0] } ?? []
        }
    }
}
