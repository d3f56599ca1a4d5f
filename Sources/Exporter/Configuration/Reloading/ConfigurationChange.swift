import NinesSLO

/// What a configuration that is read again changes about the one that runs.
struct ConfigurationChange: Sendable, Equatable {
    /// Names, in the new configuration's order where they are in it.
    struct Names: Sendable, Equatable {
        var kept: [String] = []
        var added: [String] = []
        var changed: [String] = []
        var removed: [String] = []

        init<Item: Equatable>(from old: [Item], to new: [Item], name: (Item) -> String) {
            let before = Dictionary(old.map { (name($0), $0) }) { first, _ in first }
            for item in new {
                switch before[name(item)] {
                case nil: added.append(name(item))
                case item?: kept.append(name(item))
                case _?: changed.append(name(item))
                }
            }
            let after = Set(new.map(name))
            removed = old.map(name).filter { !after.contains($0) }
        }

        /// Such as `2 added, 1 removed, 7 as they were`.
        var text: String {
            let parts = [(added, "added"), (changed, "changed"), (removed, "removed"), (kept, "as they were")]
            let told = parts.filter { !$0.0.isEmpty }.map { "\($0.0.count) \($0.1)" }
            return told.isEmpty ? "none" : told.joined(separator: ", ")
        }
    }

    let targets: Names
    /// `service/name`, those that are made of others behind them.
    let slos: Names
    /// Keys that differ and that only a start reads.
    let restartNeeded: [String]

    /// - Parameter listensElsewhere: whether the command line says where to listen, so that the file does not.
    init(from old: Configuration, to new: Configuration, listensElsewhere: Bool = false) {
        targets = Names(from: old.targets, to: new.targets, name: \.name)
        slos = Names(from: old.promises, to: new.promises, name: \.name)
        var keys: [String] = []
        if old.web.listen != new.web.listen, !listensElsewhere { keys.append("web.listen") }
        if old.web.allowedHosts != new.web.allowedHosts { keys.append("web.allowed_hosts") }
        if old.state?.path != new.state?.path { keys.append("state.path") }
        if let interval = old.state?.interval, let next = new.state?.interval, interval != next {
            keys.append("state.interval")
        }
        if let interval = old.state?.checkInterval, let next = new.state?.checkInterval, interval != next {
            keys.append("state.check_interval")
        }
        restartNeeded = keys
    }

    /// Such as `targets: 1 changed, 4 as they were; SLOs: 2 as they were`.
    var text: String { "targets: \(targets.text); SLOs: \(slos.text)" }
}

/// An SLO of either kind, comparable.
private struct Promise: Equatable {
    enum Origin: Equatable {
        case probes(ProbeSLO)
        case parts(CompositeSLO)
    }

    let name: String
    private let origin: Origin

    init(_ definition: SLODefinition, _ origin: Origin) {
        name = "\(definition.service)/\(definition.name)"
        self.origin = origin
    }
}

extension Configuration {
    /// All SLOs, those that are made of others behind them.
    fileprivate var promises: [Promise] {
        slos.map { Promise($0.definition, .probes($0)) } + composites.map { Promise($0.definition, .parts($0)) }
    }
}
