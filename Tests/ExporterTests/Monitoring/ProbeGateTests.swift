import NinesMetrics
import Testing

@testable import nines

@Suite struct ProbeGateTests {
    /// Lets numbered probes in, and remembers who was called later.
    private final class Door: Sendable {
        let gate: ProbeGate
        let called = Lock<[Int]>([])

        init(_ limit: Int) { gate = ProbeGate(limit: limit) }

        func enter(_ number: Int) -> Bool { gate.enter { self.called.withLock { $0.append(number) } } }
    }

    @Test func `who comes beyond the limit waits in turn`() {
        let door = Door(2)
        #expect((1...4).map(door.enter) == [true, true, false, false])
        door.gate.leave()
        #expect(door.called.withLock { $0 } == [3])
        door.gate.leave()
        door.gate.leave()
        #expect(door.called.withLock { $0 } == [3, 4])
        #expect((5...6).map(door.enter) == [true, false])
    }

    @Test func `a higher limit lets in who waits`() {
        let door = Door(0)
        #expect((1...4).map(door.enter) == [true, false, false, false])
        door.gate.change(limit: 3)
        #expect(door.called.withLock { $0 } == [2, 3])
        door.gate.change(limit: 9)
        #expect(door.called.withLock { $0 } == [2, 3, 4])
        #expect((5...10).map(door.enter) == [true, true, true, true, true, false])
    }

    @Test func `a lower limit lets nobody in until enough have left`() {
        let door = Door(3)
        #expect((1...4).map(door.enter) == [true, true, true, false])
        door.gate.change(limit: 1)
        door.gate.leave()
        door.gate.leave()
        #expect(door.called.withLock { $0 } == [])
        door.gate.leave()
        #expect(door.called.withLock { $0 } == [4])
        #expect(!door.enter(5))
    }
}
