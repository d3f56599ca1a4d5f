import NinesSLO
import NinesSLOTools

/// The root of a configuration file.
enum RootKeys: SectionKeys {
    static let modules = Key(
        "modules", .named(.section(ModuleKeys.self)).literal, "How targets are probed, by name.", absent: "`http_2xx`")
    static let defaults = Key(
        "defaults", .part(of: DefaultsKeys.self), "What targets have that do not say it themselves; labels are added.")
    static let targets = Key("targets", .list(.section(TargetKeys.self)), "What is probed.")
    static let discovery = Key(
        "discovery", .list(.section(DiscoveryKeys.self)), "What is probed besides: targets of files that others write.")
    static let maintenance = Key(
        "maintenance", .list(.maintenance), "Spans of time in which somebody works on all targets.")
    static let slos = Key("slos", .list(.section(SLOKeys.self)), "What is promised.")
    static let probing = Key("probing", .section(ProbingKeys.self), "What concerns all probes together.")
    static let web = Key("web", .section(WebKeys.self), "Where Nines answers.")
    static let state = Key(
        "state", .section(StateKeys.self), "Where budgets outlive the process.", absent: "in memory only")

    static let environment = Key(
        "environment", .flag, "Whether ${NAME} is replaced in modules and regular expressions too.", default: false)

    static let include = Key(
        "include", .list(.file),
        "Further files, or patterns of their names such as targets/*.yml, with modules, targets, discovery, slos and include."
    )

    static let keys: [any AnyKey] = [
        include, modules, defaults, targets, discovery, maintenance, slos, probing, web, state, environment,
    ]
    static let hasExtensions = true
}

/// The root of a file that another includes. What there is once stands in the first file.
enum IncludedKeys: SectionKeys {
    static let keys: [any AnyKey] = [
        RootKeys.include, RootKeys.modules, RootKeys.targets, RootKeys.discovery, RootKeys.slos, RootKeys.environment,
    ]
    static let hasExtensions = true
}

/// The root of a document of SLOs. A whole configuration file is one too: its other sections are not looked at.
enum NinesDocumentKeys: SectionKeys {
    static let version = Key(
        "version", .documentVersion, "The grammar of the document.", default: DocumentOrigin.nines.rawValue)
    static let slos = Key("slos", .list(.section(SLOKeys.self)), "What is promised.")
    /// What only an exporter's configuration has.
    static let ofConfiguration = RootKeys.keys.filter { $0.name != slos.name }.map {
        Key($0.name, .anything, "Of a configuration file; not looked at here.")
    }

    static let keys: [any AnyKey] = [version, slos] + ofConfiguration
    static let hasExtensions = true
}

extension ValueGrammar where Value == String {
    static var documentVersion: Self {
        Self(.choice([DocumentOrigin.nines.rawValue]), write: YAMLNode.text) { field in
            guard let text = field.text() else { return nil }
            guard text == DocumentOrigin.nines.rawValue else {
                field.report("\(Quoted.value(text)) is not supported (known: nines/v1, and prometheus/v1 of sloth)")
                return nil
            }
            return text
        }
    }
}

enum ProbingKeys: SectionKeys {
    static let concurrency = Key(
        "concurrency", .integer(1...1_000_000),
        "How many probes may run at once, retries included; fewer where there are fewer descriptors.",
        default: Configuration.Probing.defaultConcurrency)

    static let keys: [any AnyKey] = [concurrency]
}

enum WebKeys: SectionKeys {
    static let listen = Key(
        "listen", .listenAddress,
        "host:port to answer at; [::1]:9919 for IPv6, :9919 for every IPv4 address, port 0 for any free port.",
        default: ListenAddress.default)
    static let allowedHosts = Key(
        "allowed_hosts", .list(.hostName),
        "Names without port that browsers reach Nines under, beside addresses, localhost and the host of listen: those of a proxy before it."
    )

    static let keys: [any AnyKey] = [listen, allowedHosts]
}

extension ValueGrammar where Value == ListenAddress {
    static var listenAddress: Self {
        Self(.text(pattern: ":[0-9]{1,5}$"), write: { .text($0.description) }) { $0.listenAddress() }
    }
}

extension ValueGrammar where Value == String {
    /// Of a `Host` header, without a port.
    fileprivate static var hostName: Self {
        Self(.text(pattern: "^[^\\u0000-\\u0020/@:]+$"), write: YAMLNode.text) { field in
            guard let text = field.text() else { return nil }
            let isName = text.unicodeScalars.allSatisfy { $0.value > 0x20 && !"/@:".unicodeScalars.contains($0) }
            if !isName { field.report("\(Quoted.value(text)) is not a name of a host (without scheme, port and path)") }
            return isName ? text : nil
        }
    }
}

enum StateKeys: SectionKeys {
    static let path = Key(
        "path", .statePath,
        "Path of an SQLite database, made if it is not there; its folder must exist and be writable.", required: true)
    static let interval = Key(
        "interval", .duration(atLeast: Configuration.State.shortestInterval),
        "Time between two writes: what a crash may lose.", default: Configuration.State.defaultInterval)

    static let checkInterval = Key(
        "check_interval", .duration(atLeast: Configuration.State.shortestCheckInterval),
        "Time between two checks of the whole file: how long damage may go unnoticed.",
        default: Configuration.State.defaultCheckInterval)

    static let keys: [any AnyKey] = [path, interval, checkInterval]
}

extension ValueGrammar where Value == String {
    static var statePath: Self {
        Self(.text(pattern: "^(?!:|file:)[^\\u0000-\\u001f]+$"), write: YAMLNode.text) { $0.statePath() }
    }
}
