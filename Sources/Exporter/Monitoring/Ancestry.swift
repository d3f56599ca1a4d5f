/// The monitors of all targets that one depends on, through others too.
struct Ancestry: Sendable {
    /// The nearest first. They may live on other loops.
    var monitors: [Monitor] = []
    /// How long it takes at most until those that fail are found down.
    var patience: Duration = .zero

    /// As they stand now: each is looked at under its own lock, one after the other.
    var ancestors: Ancestors { Ancestors(standings: monitors.map(\.standing), patience: patience) }
}

extension Ancestry {
    /// Who depends on whom among targets that are told by their names. Names that are none are nobody's parents, and
    /// circles end where they began: a checked configuration has neither.
    struct Tree {
        private let targets: [String: Target]
        private var patience: [String: Duration] = [:]

        init(_ targets: [Target]) {
            self.targets = Dictionary(targets.map { ($0.name, $0) }) { first, _ in first }
        }

        /// The nearest first, each once.
        func ancestors(of name: String) -> [String] {
            var found: [String] = []
            var seen: Set<String> = [name]
            var next = parents(of: name)
            while !next.isEmpty {
                let new = next.filter { seen.insert($0).inserted }
                found += new
                next = new.flatMap(parents)
            }
            return found
        }

        /// Along the chain of parents that takes the longest: each may itself wait for those above it.
        mutating func patience(above name: String) -> Duration {
            if let known = patience[name] { return known }
            patience[name] = .zero
            var longest = Duration.zero
            for parent in parents(of: name) {
                longest = max(longest, (targets[parent]?.patience ?? .zero) + patience(above: parent))
            }
            patience[name] = longest
            return longest
        }

        private func parents(of name: String) -> [String] {
            (targets[name]?.rules.parents ?? []).filter { targets[$0] != nil }
        }
    }
}
