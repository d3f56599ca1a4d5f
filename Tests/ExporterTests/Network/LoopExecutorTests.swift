import NIOCore
import NIOEmbedded
import Testing

@testable import nines

/// Someone who waits for others on its loop.
private actor Waiter {
    private let executor: LoopExecutor
    private var continuation: UnsafeContinuation<Void, Never>?
    private var steps = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    nonisolated var stepsTaken: Int { assumeIsolated { $0.steps } }

    init(_ executor: LoopExecutor) { self.executor = executor }

    func take(_ count: Int) async {
        for _ in 0..<count {
            await withUnsafeContinuation { continuation = $0 }
            steps += 1
        }
    }

    nonisolated func resume() {
        assumeIsolated {
            $0.continuation?.resume()
            $0.continuation = nil
        }
    }
}

@Suite struct LoopExecutorTests {
    @Test func whatIsResumedGoesOnWithTheLoopsNextTurn() throws {
        // A loop that turns in this thread alone: a step that went by another would be missing after the turn.
        let loop = EmbeddedEventLoop()
        let executor = LoopExecutor(loop)
        let waiter = Waiter(executor)
        Task(executorPreference: executor) { await waiter.take(100) }
        loop.run()
        for step in 1...100 {
            waiter.resume()
            #expect(waiter.stepsTaken == step - 1)
            loop.run()
            #expect(waiter.stepsTaken == step)
        }
        try loop.syncShutdownGracefully()
    }

    @Test func twoOfOneLoopAreOneContext() throws {
        let (loop, other) = (EmbeddedEventLoop(), EmbeddedEventLoop())
        #expect(LoopExecutor(loop).isSameExclusiveExecutionContext(other: LoopExecutor(loop)))
        #expect(!LoopExecutor(loop).isSameExclusiveExecutionContext(other: LoopExecutor(other)))
        try loop.syncShutdownGracefully()
        try other.syncShutdownGracefully()
    }
}
