import NinesMetrics

/// How many connections are open, and whether there may be one more.
final class ConnectionCap: Sendable {
    private let limit: Int
    private let open = Lock(0)
    private let metrics: WebMetrics

    init(_ limit: Int, metrics: WebMetrics) {
        self.limit = limit
        self.metrics = metrics
    }

    /// Whether a connection may stay, which then has to `leave()` when it closes.
    func admit() -> Bool {
        open.withLock { open in
            guard open < limit else {
                metrics.record(.connections)
                return false
            }
            open += 1
            metrics.recordConnections(open)
            return true
        }
    }

    func leave() {
        open.withLock { open in
            open -= 1
            metrics.recordConnections(open)
        }
    }
}
