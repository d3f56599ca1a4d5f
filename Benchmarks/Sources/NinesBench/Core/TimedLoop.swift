import Foundation
import Synchronization

/// A loop over one operation, timed on one thread or on several that start together.
struct TimedLoop: Subject {
    let name: String
    let bar: Bar?
    /// Runs the operation so many times. Made anew for each thread, and called once before the clock starts, so that
    /// what a thread's first record costs is not in the figure.
    private let makeBody: @Sendable (_ thread: Int) -> (_ iterations: Int) -> Void
    private var iterations: Int?

    init(
        _ name: String, bar: Bar? = nil,
        _ makeBody: @escaping @Sendable (_ thread: Int) -> (_ iterations: Int) -> Void
    ) {
        self.name = name
        self.bar = bar
        self.makeBody = makeBody
    }

    /// The nanoseconds per operation of the slowest thread.
    mutating func measure(threads: Int) -> Double {
        let iterations = self.iterations ?? enoughIterations()
        self.iterations = iterations
        return run(threads: threads, iterations: iterations) / Double(iterations)
    }

    /// As many as take about 20 ms on one thread: long against the clock and the start of the threads, short against a
    /// time slice, so that some rounds run undisturbed on a busy machine.
    private func enoughIterations() -> Int {
        var iterations = 1_000
        while true {
            let nanoseconds = run(threads: 1, iterations: iterations)
            if nanoseconds > 4e6 { return max(1, Int(Double(iterations) * 2e7 / nanoseconds)) }
            iterations *= 4
        }
    }

    /// The nanoseconds from the moment all threads are there to the end of the last.
    private func run(threads: Int, iterations: Int) -> Double {
        let (missing, slowest) = (Countdown(threads), Slowest())
        let ends = DispatchGroup()
        for index in 0..<threads {
            ends.enter()
            let thread = Thread { [makeBody] in
                let body = makeBody(index)
                body(1)
                missing.arriveAndWait()
                let duration = ContinuousClock().measure { body(iterations) }
                slowest.record(duration)
                ends.leave()
            }
            thread.start()
        }
        ends.wait()
        return slowest.nanoseconds
    }
}

/// Lets threads start together: none goes on before all have arrived. They spin, as being woken takes longer than some
/// of the loops.
private final class Countdown: Sendable {
    private let missing: Atomic<Int>
    init(_ count: Int) { missing = Atomic(count) }

    func arriveAndWait() {
        missing.subtract(1, ordering: .acquiringAndReleasing)
        while missing.load(ordering: .acquiring) > 0 {}
    }
}

private final class Slowest: Sendable {
    private let bits = Atomic<Int64>(0)
    var nanoseconds: Double { Double(bits.load(ordering: .acquiring)) }

    func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        bits.max(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, ordering: .acquiringAndReleasing)
    }
}
