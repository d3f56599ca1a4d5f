import TestSupport
import Testing

@testable import NinesMetrics

/// Where children end that left their family.
@Suite struct DepartedChildTests {
    /// Says when it ends.
    private final class Mortal: Instrument, @unchecked Sendable {
        let end: @Sendable () -> Void

        init(_ key: consuming LabelKey, _ start: ChildStart, _ end: @escaping @Sendable () -> Void) {
            self.end = end
            super.init(key: key, created: start.time)
        }

        deinit { end() }
    }

    /// A child's end may wait for a collection, and threads that record in new children for the lock.
    @Test func `children whose last layout is gone end without their family's lock`() throws {
        let family = Lock<ChildSet?>(nil)
        let areUnlocked = Lock<[Bool]>([])
        let end: @Sendable () -> Void = {
            guard let set = family.withLock({ $0 }) else { return }
            let isUnlocked = Latch()
            let thread = PosixThread {
                set.state.withLock { _ in }
                isUnlocked.open()
            }
            let isInTime = isUnlocked.opensInTime()
            areUnlocked.withLock { $0.append(isInTime) }
            if isInTime { thread.join() }
        }
        let maker = ChildMaker(
            make: { Mortal($0, $1, end) }, makeLost: { Mortal($0, $1, end) },
            columns: { children, _ in FamilyColumns(values: .gauges(Array(repeating: 0, count: children.count))) })
        let set = try ChildSet(
            FamilyDescriptor("a", type: .gauge, help: "A."), labelNames: ["a"], maker: maker, limits: .none,
            settings: FamilySettings(Mortal.self), clock: .system)
        family.withLock { $0 = set }
        for text in ["x", "y"] { _ = (Array(text.utf8) + [0xFF]).withUnsafeBytes { set.child($0) } }
        do {
            let layout = set.layout()
            set.removeAll()
            withExtendedLifetime(layout) {}
        }
        #expect(areUnlocked.withLock { $0 } == [])
        _ = set.layout()
        #expect(areUnlocked.withLock { $0 } == [true, true])
        family.withLock { $0 = nil }
    }
}
