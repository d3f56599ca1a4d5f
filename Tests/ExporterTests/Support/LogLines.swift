import Logging
import NinesMetrics

/// Keeps what is logged, from a level on, with some of its metadata.
final class LogLines: Sendable {
    private let lines = Lock([String]())
    private let level: Logger.Level
    private let keys: Set<String>?

    /// - Parameter keys: of the metadata that is kept; nil for all.
    init(from level: Logger.Level = .notice, keys: Set<String>? = ["error"]) {
        self.level = level
        self.keys = keys
    }

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(lines: self) }
        logger.logLevel = level
        return logger
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = metadata.merging(event.metadata ?? [:]) { $1 }
                .filter { lines.keys?.contains($0.key) != false }.sorted { $0.key < $1.key }
                .map { " \($0.value)" }.joined()
            lines.lines.withLock { $0.append("\(event.level): \(event.message)\(details)") }
        }
    }
}
