import CNinesThreadCells
import Foundation

@testable import NinesMetrics

/// Breaks, on purpose, the rule that only a slab's owner writes its cells, to show that ThreadSanitizer would report
/// it.
///
/// With the argument `write`, a second thread adds to the first thread's cell; with `read`, it only reads the cell, as
/// a collection does, and nothing may be reported.
@main
struct SecondWriter {
    static func main() throws {
        let writes = CommandLine.arguments.dropFirst().first == "write"
        let counter = try Counter.unregistered()
        let shared = SharedCell()
        let ends = DispatchGroup()
        startThread(in: ends) {
            // Until the thread has the cell for itself.
            for _ in 0...Warmth.most { counter.increment() }
            shared.publish(cell(of: counter))
            for _ in UInt64(Warmth.most) + 1..<increments { counter.increment() }
        }
        startThread(in: ends) {
            guard let cell = shared.wait() else { return }
            for _ in 0..<increments {
                if writes { nines_cell_add(cell, 1) } else { _ = nines_cell_read(cell) }
            }
        }
        ends.wait()
        print("\(writes ? 2 * increments : increments) increments, \(counter.value.integer) counted")
    }

    private static let increments: UInt64 = 100_000

    /// The cell that the calling thread adds the counter's whole increments to.
    private static func cell(of counter: Counter) -> UnsafeMutablePointer<UInt64>? {
        guard let chunk = nines_slab_own_chunk(nines_thread_slab(), counter.cell) else { return nil }
        return chunk + Int(counter.cell & (NINES_CELLS_PER_CHUNK - 1))
    }

    private static func startThread(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        let thread = Thread {
            body()
            group.leave()
        }
        thread.start()
    }
}

/// Hands one thread's cell to another, which no code of the library does.
///
/// `@unchecked Sendable`: the pointer is written before the semaphore is signalled and read after it was waited for.
/// What it points to is what this program races on.
private final class SharedCell: @unchecked Sendable {
    private var cell: UnsafeMutablePointer<UInt64>?
    private let published = DispatchSemaphore(value: 0)

    func publish(_ cell: UnsafeMutablePointer<UInt64>?) {
        self.cell = cell
        published.signal()
    }

    func wait() -> UnsafeMutablePointer<UInt64>? {
        published.wait()
        return cell
    }
}
