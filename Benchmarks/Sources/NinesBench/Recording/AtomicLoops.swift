import CCompilerFence
import Synchronization

/// The processor's own price of counting: the floor, and what a counter that is one shared atomic cannot beat.
enum AtomicLoops {
    /// The floor: relaxed additions to a cell that no other thread touches.
    static let unshared = TimedLoop("atomic add, a cell per thread") { _ in
        let cell = AtomicCell()
        return { addToAtomic(cell, times: $0) }
    }

    static let shared: TimedLoop = {
        let cell = AtomicCell()
        return TimedLoop("atomic add, one cell for all") { _ in { addToAtomic(cell, times: $0) } }
    }()

    /// Not inlined, so that the assembly check finds it: the loop that must show a locked instruction.
    @inline(never)
    private static func addToAtomic(_ cell: AtomicCell, times: Int) {
        for _ in 0..<times {
            cell.value.pointee.wrappingAdd(1, ordering: .relaxed)
            compiler_fence()
        }
    }
}

/// A counter alone on its pair of cache lines, which is what processors fetch at once.
///
/// `@unchecked Sendable`: the atomic lives as long as this object, and nothing else is in its memory.
private final class AtomicCell: @unchecked Sendable {
    let value: UnsafeMutablePointer<Atomic<UInt64>>

    init() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 128)
        value = memory.initializeMemory(as: Atomic<UInt64>.self, to: Atomic(0))
    }

    deinit {
        value.deinitialize(count: 1)
        UnsafeMutableRawPointer(value).deallocate()
    }
}
