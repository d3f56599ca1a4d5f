import Logging
import NinesMetrics

/// Tells what discovery has found: in metrics always, in the log what is new.
struct DiscoveryNews: Sendable {
    let collector = DiscoveryCollector()
    private let logger: Logger
    /// What was wrong the last time.
    private let told = Lock<Set<String>>([])

    /// More lines of one reading would fill the log; the metrics and `nines config check` have the rest.
    private static let longest = 100

    init(in registry: Registry, logger: Logger) throws(RegistrationError) {
        self.logger = logger
        try registry.register(collector)
    }

    func tell(_ discovery: Discovery) {
        collector.show(
            discovery.findings.map { finding in
                DiscoveryCollector.Figures(
                    job: finding.job, probed: finding.targets.count, dropped: finding.dropped,
                    refused: finding.refused, unusableFiles: finding.unusableFiles)
            })
        let problems = discovery.problems.map(\.description)
        let before = told.withLock { told in
            defer { told = Set(problems) }
            return told
        }
        let new = problems.filter { !before.contains($0) }
        for problem in new.prefix(Self.longest) { logger.warning("discovery", metadata: ["problem": "\(problem)"]) }
        if new.count > Self.longest {
            logger.warning("discovery", metadata: ["more_problems": "\(new.count - Self.longest)"])
        }
        if problems.isEmpty, !before.isEmpty { logger.notice("discovery: nothing is wrong with the targets any more") }
    }
}
