import Dispatch
import NinesMetrics
import TestSupport
import Testing

@testable import nines

struct LookUpThreadsTests {
    @Test func `there are as many threads as there is work at a time`() {
        let threads = LookUpThreads(patience: .never)
        let (gate, meeting) = (Latch(), Meeting(6))
        for _ in 0..<5 {
            let hasBegun = threads.begin {
                meeting.arrive()
                gate.wait()
                return {}
            }
            #expect(hasBegun)
        }
        meeting.arrive()
        #expect(threads.count == 5)
        gate.open()
    }

    @Test func `work that follows from other work has its thread`() {
        let threads = LookUpThreads(patience: .never)
        let (steps, done) = (Lock(0), Latch())
        @Sendable func step() -> @Sendable () -> Void {
            let count = steps.withLock { steps in
                steps += 1
                return steps
            }
            return { if count == 50 { done.open() } else { _ = threads.begin { step() } } }
        }
        _ = threads.begin { step() }
        #expect(done.opensInTime())
        #expect(threads.count == 1)
    }

    @Test func `a thread without work ends`() {
        let threads = LookUpThreads(patience: .milliseconds(1))
        _ = threads.begin { {} }
        #expect(Latch.comes { threads.count == 0 })
        let done = Latch()
        _ = threads.begin { { done.open() } }
        #expect(done.opensInTime())
    }

    /// The work holds an object that goes with it: it would stay if the thread that hangs kept more than its work.
    @Test func `work that hangs keeps nobody from leaving, and goes on`() {
        let (gate, done) = (Latch(), Latch())
        do {
            let threads = LookUpThreads(patience: .never)
            _ = threads.begin {
                gate.wait()
                return { done.open() }
            }
        }
        gate.open()
        #expect(done.opensInTime())
    }
}
