import NinesMetrics

/// How many records the process drops for `reason` while `body` runs.
///
/// The count is the process's, and tests beside this one drop records too, which can only add to it: so this is the
/// least of several runs. Those who ask this take turns: two that ran side by side could see each other's in each run.
func dropped(_ reason: String, in body: () -> Void) -> Double {
    func total() -> Double {
        Registry.default.collect().value(of: "nines_metrics_dropped_total", labels: ["reason": reason]) ?? 0
    }
    return turns.withLock { _ in
        (0..<50).map { _ in
            let before = total()
            body()
            return total() - before
        }.min() ?? 0
    }
}

private let turns = Lock(())
