/// An entry of `discovery`, checked: which files, and what becomes of the targets in them.
struct DiscoveryJob: Sendable, Equatable {
    /// Unique: the label `job` of its targets unless they have their own.
    var name: String
    var files: [TargetPath]
    var relabelling: TargetRelabelling
    /// For targets and modules without a timeout; the interval when that is shorter.
    var fallbackTimeout = TargetReader.defaultTimeout
    /// When its targets are up, degraded or down.
    var states = StateRules()
    /// Where its files are written, for messages.
    var place: Place

    struct Place: Sendable, Equatable {
        var file: String
        var line: Int
        /// Such as `discovery[0].files`.
        var path: String
    }
}

/// What `discovery` says, and what came of it when the target files were last looked at.
struct Discovery: Sendable {
    /// In the configuration's order.
    var jobs: [DiscoveryJob] = []
    var files = TargetFiles()
    /// One for each job.
    var findings: [DiscoveryFinding] = []

    var targets: [Target] { findings.flatMap(\.targets) }

    /// Of all jobs, in their order.
    var problems: [ConfigurationProblem] { findings.flatMap(\.problems) }
}

/// What one job has found.
struct DiscoveryFinding: Sendable {
    var job: String
    var targets: [Target] = []
    /// How many targets its rules have dropped.
    var dropped = 0
    /// How many cannot be probed as they are.
    var refused = 0
    /// Files that cannot be used now: their last targets are kept.
    var unusableFiles = 0
    /// What is wrong, one of a place. At most ``DiscoveryFinding/shownProblems`` of each kind.
    var problems: [ConfigurationProblem] = []

    /// A wrong rule refuses every target: the first ones tell it.
    static let shownProblems = 50

    /// Such as `web: 10 targets, 2 dropped, 1 refused, 1 file unusable`.
    var text: String {
        var parts = ["\(targets.count) \(targets.count == 1 ? "target" : "targets")"]
        if dropped > 0 { parts.append("\(dropped) dropped") }
        if refused > 0 { parts.append("\(refused) refused") }
        if unusableFiles > 0 { parts.append("\(unusableFiles) \(unusableFiles == 1 ? "file" : "files") unusable") }
        return "\(Quoted.oneLine(job)): " + parts.joined(separator: ", ")
    }
}
