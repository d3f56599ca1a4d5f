import TestSupport
import Testing

@testable import NinesMetrics

struct LockTests {
    @Test func `goes through items in turns of 32 while nobody else wants the lock`() {
        let lock = Lock([Int]())
        var turns: [Int] = []
        lock.withLock(inTurns: 0..<70) { state, item in
            state.append(item)
        } end: { state in
            turns.append(state.count)
        }
        #expect(turns == [32, 64, 70])
        #expect(lock.withLock { $0 } == Array(0..<70))
    }

    @Test func `ends a turn early for a thread that wants the lock, which then has it`() {
        let lock = Lock([Int]())
        let turns = Lock([Int]())
        let isAtFour = Latch()
        PosixThread.run(2) { thread in
            guard thread == 0 else {
                isAtFour.wait()
                return lock.withLock { $0.append(-1) }
            }
            lock.withLock(inTurns: 0..<32) { state, item in
                state.append(item)
                guard item == 4 else { return }
                isAtFour.open()
                #expect(Latch.comes { lock.isWanted })
            } end: { state in
                let count = state.count
                turns.withLock { $0.append(count) }
            }
        }
        #expect(turns.withLock { $0.first } == 5)
        #expect(lock.withLock { $0.filter { $0 >= 0 } } == Array(0..<32))
        #expect(lock.withLock { $0.contains(-1) })
        #expect(!lock.isWanted)
    }

    @Test func `does nothing without items`() {
        let lock = Lock(0)
        var turns = 0
        lock.withLock(inTurns: EmptyCollection<Int>()) { state, _ in
            state += 1
        } end: { _ in
            turns += 1
        }
        #expect(turns == 0)
        #expect(lock.withLock { $0 } == 0)
    }

    /// An object that is dropped under a lock may need that lock for its end.
    @Test func `drops what a turn leaves without the lock`() {
        final class Leftover {
            let lock: Lock<Int>
            init(_ lock: Lock<Int>) { self.lock = lock }
            deinit { lock.withLock { $0 += 1 } }
        }
        let lock = Lock(0)
        lock.withLock(inTurns: 0..<3) { _, _ in
        } end: { _ in
            Leftover(lock)
        }
        #expect(lock.withLock { $0 } == 1)
    }
}
