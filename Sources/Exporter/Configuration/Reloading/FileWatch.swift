import NinesMetrics
import ServiceLifecycle

/// Looks every few seconds whether a file that the configuration was read from has changed, or one has come that a
/// pattern of `include` stands for, and has it read again then; else whether a target file has changed.
///
/// By looking and not by being told: notifications miss files that are renamed into place on overlays and network
/// mounts, which is how they are updated in containers. A file is read only when its stamp differs, and counts as
/// changed when its contents do.
struct FileWatch: Service {
    /// What was read, and what it held then.
    let configuration: @Sendable () -> Configuration
    let reload: @Sendable () async -> Void
    /// Looks at the target files.
    let refresh: @Sendable () async -> Void
    var interval = Duration.seconds(5)

    func run() async throws {
        let clock = ContinuousClock()
        await cancelWhenGracefulShutdown {
            let seen = Lock(Seen())
            while (try? await clock.sleep(for: interval)) != nil {
                let configuration = configuration()
                let hasNews = await BlockingWork.run {
                    seen.withLock { seen in
                        let hasChanged = seen.look(at: configuration.sources)
                        let hasOthers = seen.look(at: configuration.includes)
                        return hasChanged || hasOthers
                    }
                }
                if hasNews { await reload() } else { await refresh() }
            }
        }
    }

    /// What was found at the last look.
    struct Seen {
        /// Bytes: as much as the largest of them, a bundle of certificates, may have.
        private static let longest = 16 << 20

        private var stamps: [String: FileStamp] = [:]
        /// Nil for a file that could not be read.
        private var contents: [String: UInt64?] = [:]
        private var listings: [String: Listing] = [:]

        private struct Listing {
            /// Of the folder; nil where the files have to be looked for.
            var stamp: FileStamp?
            var files: [String]
        }

        /// Whether a file holds something else than when it was read, and than at the last look: one that cannot be
        /// used is not tried again until it changes. Blocks on the file system.
        mutating func look(at sources: [Configuration.Source]) -> Bool {
            var hasNews = false
            for source in sources {
                let path = source.path
                let stamp = FileStamp(path)
                if let stamp, stamp.isSurelyUnchanged(since: stamps[path]) { continue }
                stamps[path] = stamp
                let known = contents[path] ?? source.contentHash
                let content = Self.hash(of: path)
                guard content != known else { continue }
                contents[path] = .some(content)
                hasNews = true
            }
            return hasNews
        }

        /// Whether a pattern stands for other files than when the configuration was read, and than at the last look. A
        /// pattern of one folder costs a `stat` while nothing comes or goes there. Blocks on the file system.
        mutating func look(at patterns: [IncludePattern]) -> Bool {
            var hasNews = false
            for pattern in patterns {
                let stamp = pattern.folder.flatMap { FileStamp($0) }
                let known = listings[pattern.pattern] ?? Listing(files: pattern.files)
                if let stamp, stamp.isSurelyUnchanged(since: known.stamp) { continue }
                let files = IncludePattern.matches(of: pattern.pattern)
                listings[pattern.pattern] = Listing(stamp: stamp, files: files)
                if files != known.files { hasNews = true }
            }
            return hasNews
        }

        private static func hash(of path: String) -> UInt64? {
            guard let bytes = try? BoundedFile.read(path, limit: longest) else { return nil }
            return Configuration.Source.hash(bytes)
        }
    }
}
