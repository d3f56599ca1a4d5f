import NinesMetrics
import TestSupport
import Testing

@testable import nines

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.timeLimit(.minutes(1))) struct RenderingTests {
    @Test func `all work is on one thread and goes on there after waiting`() async throws {
        let rendering = Rendering()
        let threads = try await withThrowingTaskGroup(of: [UInt].self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await rendering.run {
                        let before = UInt(pthread_self())
                        await Task.yield()
                        return [before, UInt(pthread_self())]
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(threads.count == 1)
    }

    #if os(Linux)
        @Test func `its thread comes after those of probes`() async throws {
            func niceness() -> Int32 { getpriority(Int32(PRIO_PROCESS.rawValue), 0) }
            let own = niceness()
            #expect(try await Rendering().run { niceness() } == min(19, max(own, 5)))
        }
    #endif

    @Test func `a page is refused when more steps wait than may`() async throws {
        let rendering = Rendering(mostWaiting: 2)
        let latch = Latch()
        try rendering.admit()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let isRunning = Latch()
            group.addTask {
                try await rendering.run {
                    isRunning.open()
                    latch.wait()
                }
            }
            #expect(isRunning.opensInTime())
            for _ in 0..<2 { group.addTask { try await rendering.run {} } }
            let isFull = Latch.comes {
                do {
                    try rendering.admit()
                    return false
                } catch {
                    return true
                }
            }
            #expect(isFull)
            latch.open()
            try await group.waitForAll()
        }
        try rendering.admit()
    }
}
