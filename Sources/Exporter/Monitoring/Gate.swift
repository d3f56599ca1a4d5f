/// Closed at first; lets everybody through once it has been opened.
struct Gate: Sendable {
    private let opened: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (opened, continuation) = AsyncStream.makeStream()
    }

    func open() { continuation.finish() }

    /// Returns once the gate is open, or the task is cancelled. For one waiter.
    func wait() async {
        for await _ in opened {}
    }
}
