import NIOCore
import NinesMetrics

/// Looks once a second at the targets of an event loop whose state may change without a probe of their own: those that
/// depend on others, which may be down or up by now, and those with maintenance, which may have begun or be over.
///
/// A look costs some hundred nanoseconds, more only for a target that fails.
final class StateReview: Sendable {
    private struct State {
        var monitors: [Monitor] = []
        var isOn = false
        var task: RepeatedTask?
    }

    private let loop: any EventLoop
    private let state = Lock(State())

    init(on loop: any EventLoop) { self.loop = loop }

    /// Looks at these from now on, and at no others. They live on the loop.
    func watch(_ monitors: [Monitor]) {
        state.withLock { $0.monitors = monitors }
        schedule()
    }

    func begin() {
        state.withLock { $0.isOn = true }
        schedule()
    }

    func end() {
        let task = state.withLock { state in
            state.isOn = false
            return state.task.take()
        }
        task?.cancel()
    }

    /// Most configurations have nothing to look at, and no timer then.
    private func schedule() {
        state.withLock { state in
            guard state.isOn, !state.monitors.isEmpty, state.task == nil else { return }
            state.task = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { [weak self] _ in
                self?.review()
            }
        }
    }

    private func review() {
        for monitor in state.withLock(\.monitors) { monitor.settle() }
    }
}
