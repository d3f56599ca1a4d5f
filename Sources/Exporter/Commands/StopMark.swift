import NinesMetrics
import ServiceLifecycle

/// Set as soon as the process is told to stop, before any of its parts is.
final class StopMark: Service {
    private let mark = Lock(false)

    var isSet: Bool { mark.withLock { $0 } }

    func run() async throws {
        try? await gracefulShutdown()
        mark.withLock { $0 = true }
    }
}
