import NIOCore
import NinesMetrics

/// A page that is made at most once in a while, however many ask: those that come while it is made wait for it, and
/// those that come soon after get the same.
actor CachedPage {
    struct Page: Sendable {
        let plain: ByteBuffer
        let gzipped: ByteBuffer
    }

    private let lifetime: Duration
    /// The time since any instant.
    private let now: @Sendable () -> Duration
    private let rendering: Rendering
    private let make: @Sendable () -> String

    private var last: (page: Page, until: Duration)?
    private var running: Task<Page, Never>?

    /// - Parameters:
    ///   - lifetime: from when a page is done.
    ///   - make: called on the thread of `rendering`.
    init(
        lifetime: Duration = .seconds(1), now: @escaping @Sendable () -> Duration, rendering: Rendering,
        make: @escaping @Sendable () -> String
    ) {
        self.lifetime = lifetime
        self.now = now
        self.rendering = rendering
        self.make = make
    }

    /// The page as it was a moment ago, or is now.
    func page() async throws(Rendering.Overloaded) -> Page {
        if let last, now() < last.until { return last.page }
        if let running { return await running.value }
        try rendering.admit()
        // Not the caller's own task: others may wait for it when the caller is gone.
        let task = Task(executorPreference: rendering) { [make] in
            let text = ByteBuffer(string: make())
            let chunks = GzipChunks(CollectionOfOne(Array(text.readableBytesView)))
            return Page(plain: text, gzipped: chunks.reduce(into: ByteBuffer()) { $0.writeBytes($1) })
        }
        running = task
        let page = await task.value
        last = (page, now() + lifetime)
        running = nil
        return page
    }
}
