import CNinesThreadCells
import NinesMetrics
import Synchronization

/// One child of a family, found again by its labels, and the handlers that lead to it.
///
/// A look-up returns a handler that its caller owns, so it counts a reference: were there one handler for all threads,
/// they would take its count's cache line from each other, which costs several times the look-up. So each thread has
/// its own, up to ``handlerCount``; threads beyond that share.
///
/// `@unchecked Sendable`: the words behind `handlers` go from 0 to a handler once, by a release store under the lock of
/// ``BridgedChildren``, and are read by acquire loads; `look` is behind the lock of the family's ``IdleChildren``, and
/// `position` behind that of its state; all else is immutable.
final class BridgedChild: @unchecked Sendable {
    /// A power of two. Each costs a word per child, and a handler once a thread has looked the child up.
    static let handlerCount = 16

    let family: FamilyKey
    /// Without empty values, in order of the names' bytes.
    let labels: [Label]
    let instrument: Instrument
    /// By number of the thread's mark, the address of a handler that this owns; 0: no thread of that number came yet.
    let handlers: UnsafeMutablePointer<UInt>
    /// What collections of a family whose children expire last saw of it; nil before the first.
    var look: IdleChildren.Look?
    /// Where it is in the family's list.
    var position = 0

    init(family: FamilyKey, labels: [Label], instrument: Instrument) {
        self.family = family
        self.labels = labels
        self.instrument = instrument
        handlers = .allocate(capacity: Self.handlerCount)
        handlers.initialize(repeating: 0, count: Self.handlerCount)
    }

    deinit {
        for index in 0..<Self.handlerCount {
            UnsafeRawPointer(bitPattern: handlers[index]).map { Unmanaged<BridgedHandler>.fromOpaque($0).release() }
        }
        handlers.deallocate()
    }

    /// Which of the handlers is that of the thread with `mark`.
    @inline(__always)
    static func place(of mark: UnsafeMutablePointer<UInt64>) -> Int {
        Int(truncatingIfNeeded: nines_mark_number(mark)) & (handlerCount &- 1)
    }

    /// This thread's handler. Under the lock of ``BridgedChildren``.
    func handler() -> BridgedHandler {
        let word = handlers + (nines_thread_mark().map(Self.place) ?? 0)
        if let known = UnsafeRawPointer(bitPattern: nines_word_acquire(word)) {
            return Unmanaged<BridgedHandler>.fromOpaque(known).takeUnretainedValue()
        }
        let handler = makeHandler()
        nines_word_release(word, UInt(bitPattern: Unmanaged.passRetained(handler).toOpaque()))
        return handler
    }

    /// Whether nobody holds any of the handlers. Under the lock of ``BridgedChildren``; stays so while nobody can look
    /// the child up.
    var isUnheld: Bool {
        for index in 0..<Self.handlerCount {
            // The reference's bits are copied, as the question takes its operand for writing and look-ups load the word
            // at any time. Copied bits count no reference; the one behind the word stays, as the lock is held.
            var word = nines_word_acquire(handlers + index)
            guard word != 0 else { continue }
            let isUnheld = withUnsafeMutablePointer(to: &word) { word in
                UnsafeMutableRawPointer(word).withMemoryRebound(to: BridgedHandler.self, capacity: 1) {
                    isKnownUniquelyReferenced(&$0.pointee)
                }
            }
            guard isUnheld else { return false }
        }
        // Pairs with the release by which others gave up their handlers: what they recorded is seen from here on.
        atomicMemoryFence(ordering: .acquiring)
        return true
    }

    private func makeHandler() -> BridgedHandler {
        switch family.type {
        case .counter: BridgedCounter(family: family, labels: labels, instrument: instrument)
        case .gauge: BridgedGauge(family: family, labels: labels, instrument: instrument)
        default: BridgedHistogram(family: family, labels: labels, instrument: instrument)
        }
    }
}

/// A child, and the entries of the look-up tables that lead to it.
struct BridgedPlace {
    /// The most entries of one child: dimension lists that mean the same labels. Calls with further ones find the child
    /// more slowly.
    static let entryLimit = 16

    let child: BridgedChild
    var entries: [(kind: BridgedKind, entry: LookUpEntry)] = []
    /// Whether look-ups do not find the entries for now, as the child may be about to go.
    var isLeaving = false
}
