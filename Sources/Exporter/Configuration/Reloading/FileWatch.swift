import NinesMetrics
import ServiceLifecycle

/// Looks every few seconds whether a file that the configuration was read from has changed, and has it read again then.
///
/// By looking and not by being told: notifications miss files that are renamed into place on overlays and network
/// mounts, which is how they are updated in containers. A file is read only when its size, time or inode differ, and
/// counts as changed when its contents do.
struct FileWatch: Service {
    /// The files, and what they held when they were read.
    let sources: @Sendable () -> [Configuration.Source]
    let reload: @Sendable () async -> Void
    var interval = Duration.seconds(5)

    func run() async throws {
        let clock = ContinuousClock()
        await cancelWhenGracefulShutdown {
            let seen = Lock(Seen())
            while (try? await clock.sleep(for: interval)) != nil {
                let files = sources()
                if await BlockingWork.run({ seen.withLock { $0.look(at: files) } }) { await reload() }
            }
        }
    }

    /// What was found at the last look.
    struct Seen {
        /// Bytes: as much as the largest of them, a bundle of certificates, may have.
        private static let longest = 16 << 20

        private var files: [String: FileStamp] = [:]
        /// Nil for a file that could not be read.
        private var contents: [String: UInt64?] = [:]

        /// Whether a file holds something else than when it was read, and than at the last look: one that cannot be
        /// used is not tried again until it changes. Blocks on the file system.
        mutating func look(at sources: [Configuration.Source]) -> Bool {
            var hasNews = false
            for source in sources {
                let path = source.path
                let file = FileStamp(path: path)
                guard file == nil || file != files[path] else { continue }
                files[path] = file
                let known = contents[path] ?? source.contentHash
                let content = Self.hash(of: path)
                guard content != known else { continue }
                contents[path] = .some(content)
                hasNews = true
            }
            return hasNews
        }

        private static func hash(of path: String) -> UInt64? {
            guard let bytes = try? BoundedFile.read(path, limit: longest) else { return nil }
            return Configuration.Source(path: path, content: bytes).contentHash
        }
    }
}
