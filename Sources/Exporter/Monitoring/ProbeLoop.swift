import HeapModule
import NIOCore

/// An event loop with the next starts of the monitors that live on it.
///
/// NIO's own timers are searched from one end to the other when one is cancelled, which each probe's deadline is: with
/// thousands of starts among them a probe would pay some 20 microseconds for that. So the starts wait here, and NIO has
/// one timer for the earliest.
final class ProbeLoop: Sendable {
    let loop: any EventLoop
    let executor: LoopExecutor
    private let starts: NIOLoopBoundBox<Starts>

    /// A class, so that the heap is changed where it is.
    private final class Starts {
        var waiting = Heap<Start>()
        /// When the earliest timer fires; a later one is left to fire for nothing.
        var armed: NIODeadline?
    }

    private struct Start: Comparable {
        let due: NIODeadline
        let monitor: Monitor

        static func < (lhs: Start, rhs: Start) -> Bool { lhs.due < rhs.due }
        static func == (lhs: Start, rhs: Start) -> Bool { lhs.due == rhs.due }
    }

    init(_ loop: any EventLoop) {
        self.loop = loop
        executor = LoopExecutor(loop)
        starts = .makeBoxSendingValue(Starts(), eventLoop: loop)
    }

    /// Calls the monitor's `start(due:)` then, on the loop. To be called on the loop.
    func start(_ monitor: Monitor, at due: NIODeadline) {
        starts.value.waiting.insert(Start(due: due, monitor: monitor))
        arm(starts.value)
    }

    /// Forgets the starts that nobody awaits any more: those of monitors that were stopped or given another interval.
    func prune() {
        starts.value.waiting = Heap(starts.value.waiting.unordered.filter { $0.monitor.awaits($0.due) })
    }

    private func arm(_ starts: Starts) {
        guard let next = starts.waiting.min?.due else { return }
        if let armed = starts.armed, armed <= next { return }
        starts.armed = next
        loop.assumeIsolated().scheduleTask(deadline: next) { self.fire() }
    }

    private func fire() {
        let (starts, now) = (starts.value, loop.now)
        if let armed = starts.armed, armed <= now { starts.armed = nil }
        while let next = starts.waiting.min, next.due <= now {
            starts.waiting.removeMin()
            next.monitor.start(due: next.due)
        }
        arm(starts)
    }
}
