import NinesSLO

/// A whole configuration file, checked: everything in it can be used as it stands.
struct Configuration: Sendable {
    /// By name; `http_2xx` is there even when the file does not define it.
    var modules: [String: Module]
    /// Those that need what this version does not support, with what that is, where whoever loaded the file had them
    /// left out.
    var leftOutModules: [String: [String]] = [:]
    /// Those that the file lists, in its order, then those that ``discovery`` has found.
    var targets: [Target]
    var discovery = Discovery()
    /// In the file's order.
    var slos: [ProbeSLO]
    /// The SLOs that are made of those, in the file's order.
    var composites: [CompositeSLO] = []
    var probing = Probing()
    var web = Web()
    /// Nil to keep state in memory.
    var state: State?
    /// What the file allows but its author may not have meant, in line order: `nines.yml:12: slos[0]: ...`.
    var warnings: [String] = []
    /// Every file that was read for it, the one that was named first: when one changes, it has to be read again.
    var sources: [Source] = []
    /// What stands for files that may come: when one does, it has to be read again.
    var includes: [IncludePattern] = []

    struct Source: Sendable, Equatable {
        var path: String
        /// FNV-1a, 64 bits: tells contents apart, not attackers off.
        var contentHash: UInt64

        init(path: String, content: some Sequence<UInt8>) {
            self.path = path
            contentHash = Self.hash(content)
        }

        static func hash(_ content: some Sequence<UInt8>) -> UInt64 {
            content.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
    }

    /// What concerns all probes together.
    struct Probing: Sendable, Equatable {
        /// More at once would be a burst that takes descriptors and ports from all others.
        static let defaultConcurrency = 512

        /// How many may run at once; the others wait for their turn.
        var concurrency = Self.defaultConcurrency
        /// Whether the file says so.
        var isWritten = false
    }

    struct Web: Sendable, Equatable {
        var listen = ListenAddress.default
        /// Where the file says so, such as `nines.yml:40: web.listen`; nil where it does not.
        var listenSetting: String?
        /// Names that the server is reached under, beside addresses, `localhost` and the host it listens on.
        var allowedHosts: [String] = []
    }

    /// Where budgets outlive the process.
    struct State: Sendable, Equatable {
        /// More often is more work for the disk than for the probes.
        static let shortestInterval: Duration = .milliseconds(100)
        static let defaultInterval: Duration = .seconds(10)
        /// Reading the file again and again is no use either.
        static let shortestCheckInterval: Duration = .seconds(1)
        static let defaultCheckInterval: Duration = .seconds(3600)

        /// Of the SQLite database, relative to the working directory.
        var path: String
        /// Between two writes: what a crash may lose.
        var interval = Self.defaultInterval
        /// Between two checks of the whole file: how long damage may go unnoticed.
        var checkInterval = Self.defaultCheckInterval
        /// Where the file says so, such as `nines.yml:41: state.path`.
        var setting: String
    }
}

/// An SLO over the probes of one target.
struct ProbeSLO: Sendable, Equatable {
    var definition: SLODefinition
    /// The name of the target whose probes are the events.
    var target: String
    /// When set, only a successful probe that took at most this long is good.
    var fasterThan: Duration?
}

/// An SLO made of others.
struct CompositeSLO: Sendable, Equatable {
    var definition: SLODefinition
    var indicator: CompositeIndicator
}
