import NinesMetrics

/// The labels that say which target a sample is about: `job`, `instance`, and the configuration's own.
///
/// A family's children all have the same label names, so a target without one of another target's labels has it empty,
/// which is absent.
struct TargetLabels: Sendable {
    /// Every label name of every target.
    let names: [String]
    private let targets: [[String: String]]

    init(_ targets: [Target]) {
        let own = Set(targets.flatMap { $0.labels.map(\.name) }).sorted()
        names = ["job", "instance"] + own
        self.targets = targets.map { target in
            var labels = ["job": target.job, "instance": target.url]
            for name in own { labels[name] = "" }
            for (name, value) in target.labels { labels[name] = value }
            return labels
        }
    }

    /// The labels of the target at `index`, for a family's look-up.
    func dictionary(_ index: Int, and more: [String: String] = [:]) -> [String: String] {
        targets[index].merging(more) { own, _ in own }
    }

    /// The labels of the target at `index`, in the order of `names`.
    func list(_ index: Int) -> [Label] {
        names.map { Label($0, targets[index][$0] ?? "") }
    }
}
