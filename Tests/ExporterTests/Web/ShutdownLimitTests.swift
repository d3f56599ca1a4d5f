import Logging
import ServiceLifecycle
import TestSupport
import Testing

@testable import nines

@Suite(.timeLimit(.minutes(1))) struct ShutdownLimitTests {
    /// Goes on until it is cancelled, whatever it is told.
    private struct Deaf: Service {
        let isRunning = Latch()

        func run() async throws {
            isRunning.open()
            let (never, continuation) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            continuation.finish()
            try Task.checkCancellation()
        }
    }

    private struct Failing: Service {
        struct Failure: Error {}

        func run() async throws { throw Failure() }
    }

    @Test func `a service that does not stop is cancelled and has ended well`() async throws {
        let deaf = Deaf()
        let group = ServiceGroup(
            services: [ShutdownLimit(service: deaf, limit: .milliseconds(1))], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            #expect(deaf.isRunning.opensInTime())
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func `what a service throws by itself is thrown`() async throws {
        await #expect(throws: Failing.Failure.self) {
            try await ShutdownLimit(service: Failing(), limit: .seconds(1)).run()
        }
    }
}
