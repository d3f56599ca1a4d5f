import NinesSLO
import NinesSLOTools

/// The root of a configuration file.
enum RootKey: String, ConfigurationKey {
    case modules, targets, slos, web, state

    var rule: KeyRule {
        switch self {
        case .modules: KeyRule(.names(nil, .section(ModuleKey.self)), "How targets are probed, by name.")
        case .targets: KeyRule(.list(.section(TargetKey.self)), "What is probed.")
        case .slos: KeyRule(.list(.section(SLOKey.self)), "What is promised.")
        case .web: KeyRule(.section(WebKey.self), "Where Nines answers.")
        case .state:
            KeyRule(.section(StateKey.self), "Where budgets outlive the process; without it they are kept in memory.")
        }
    }
}

/// The root of a document of SLOs. A whole configuration file is one too: its other sections are not looked at.
enum NinesDocumentKey: String, ConfigurationKey {
    case version, slos, modules, targets, web, state

    var rule: KeyRule {
        switch self {
        case .version:
            KeyRule(
                .choice([DocumentOrigin.nines.rawValue]), "The grammar of the document.",
                default: .string(DocumentOrigin.nines.rawValue))
        case .slos: KeyRule(.list(.section(SLOKey.self)), "What is promised.")
        case .modules, .targets, .web, .state: KeyRule(.anything, "Of a configuration file; not looked at here.")
        }
    }
}

enum WebKey: String, ConfigurationKey {
    case listen

    var rule: KeyRule {
        KeyRule(
            .text(pattern: ":[0-9]{1,5}$"),
            "host:port to answer at; [::1]:9919 for IPv6, :9919 for every IPv4 address, port 0 for any free port.",
            default: .string(ListenAddress.default.description))
    }
}

enum StateKey: String, ConfigurationKey {
    case path, interval

    static let required: [StateKey] = [.path]

    var rule: KeyRule {
        switch self {
        case .path:
            KeyRule(
                .text(pattern: "^(?!:|file:)[^\\u0000-\\u001f]+$"),
                "Path of an SQLite database, made if it is not there; its folder must exist.")
        case .interval:
            KeyRule(
                .duration(atLeast: Configuration.State.shortestInterval),
                "Time between two writes, at least 100ms: what a crash may lose.",
                default: .string(DurationText.text(Configuration.State.defaultInterval)))
        }
    }
}
