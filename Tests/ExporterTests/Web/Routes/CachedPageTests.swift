import NIOCore
import NinesMetrics
import TestSupport
import Testing

@testable import nines

@Suite(.timeLimit(.minutes(1))) struct CachedPageTests {
    /// A page that says how often it has been made, and the time of its clock.
    private struct Subject {
        let time = Lock(Duration.zero)
        let made = Lock(0)
        let page: CachedPage
        let latch: Latch

        init(open: Bool = true, rendering: Rendering = Rendering()) {
            let (time, made, latch) = (time, made, Latch())
            self.latch = latch
            if open { latch.open() }
            page = CachedPage(now: { time.withLock { $0 } }, rendering: rendering) {
                latch.wait()
                return made.withLock { made in
                    made += 1
                    return "page \(made)"
                }
            }
        }

        func text() async throws -> String { String(buffer: try await page.page().plain) }
    }

    @Test func `all who ask within a second get the same page`() async throws {
        let subject = Subject()
        #expect(try await subject.text() == "page 1")
        subject.time.withLock { $0 = .milliseconds(999) }
        #expect(try await subject.text() == "page 1")
        subject.time.withLock { $0 = .seconds(1) }
        #expect(try await subject.text() == "page 2")
        #expect(try await subject.text() == "page 2")
    }

    @Test func `those who ask while it is made wait for it`() async throws {
        let subject = Subject(open: false)
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 { group.addTask { try await subject.text() } }
            subject.latch.open()
            for try await text in group { #expect(text == "page 1") }
        }
        #expect(subject.made.withLock { $0 } == 1)
    }

    @Test func `a page is refused while too much waits unless it is there`() async throws {
        let subject = Subject(rendering: Rendering(mostWaiting: 0))
        await #expect(throws: Rendering.Overloaded.self) { _ = try await subject.page.page() }
        #expect(subject.made.withLock { $0 } == 0)
    }
}
