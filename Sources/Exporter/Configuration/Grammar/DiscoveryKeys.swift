/// An entry of `discovery`.
enum DiscoveryKeys: SectionKeys {
    static let job = Key(
        "job", .name, "Unique; the label job of its targets, and the label of what is published about it.",
        required: true)
    static let files = Key(
        "files", .list(.targetPath, atLeast: 1),
        "Target files, or patterns such as targets/*.json: * and ? stand in the last part, which ends in .json, .yml or .yaml.",
        required: true)
    static let module = Key(
        TargetKeys.module.name, TargetKeys.module.grammar, "The name of the module of targets without __param_module.",
        default: Module.http2xx.name)
    static let interval = Key(
        TargetKeys.interval.name, TargetKeys.interval.grammar,
        "Time from one probe's start to the next, of targets without __scrape_interval__.",
        default: TargetReader.defaultInterval)
    static let timeout = Key(
        TargetKeys.timeout.name, TargetKeys.timeout.grammar,
        "The longest a probe may take, of targets without __scrape_timeout__, instead of the module's; 0 is none.",
        absent: "the module's, else the interval, at most 10 s")
    static let labels = Key(
        TargetKeys.labels.name, TargetKeys.labels.grammar,
        "Labels that targets have before the rules, unless their file has others.")
    static let relabelConfigs = Key(
        "relabel_configs", .list(.section(RelabelKeys.self)).verbatim,
        "Rules that rewrite, keep and drop targets, as Prometheus has them. Nothing in them is a variable of the environment."
    )

    static let keys: [any AnyKey] = [
        job, files, module, interval, timeout, labels, TargetKeys.failureThreshold, TargetKeys.successThreshold,
        TargetKeys.retries, TargetKeys.retryPause, TargetKeys.degradedAfter, TargetKeys.certificateExpiresWithin,
        TargetKeys.maintenance, relabelConfigs,
    ]
}

/// A rule of `relabel_configs`: which fields an action takes, and what they may be there, `RelabelReading` says.
enum RelabelKeys: SectionKeys {
    static let sourceLabels = Key(
        "source_labels", .list(.relabelName), "Labels whose values, joined, most actions look at.")
    static let separator = Key(
        "separator", .anyText, "What stands between joined values.", default: RelabelRule.defaultSeparator)
    static let regex = Key(
        "regex", .wholePattern, "What the joined value, or with label actions a name, has to match as a whole.",
        absent: "`(.*)`")
    static let modulus = Key("modulus", .text, "With hashmod: how many shards there are.")
    static let targetLabel = Key("target_label", .text, "The label that is set or compared.")
    static let replacement = Key(
        "replacement", .anyText, "What is set; $1, ${1} and ${name} are groups of regex.",
        default: RelabelRule.defaultReplacement)
    static let action = Key(
        "action", .relabelAction,
        "replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase or uppercase.",
        default: RelabelActionName.replace)

    static let keys: [any AnyKey] = [sourceLabels, separator, regex, modulus, targetLabel, replacement, action]
}

extension ValueGrammar {
    /// Without the environment, whatever the file asks for: what has another meaning for `${`.
    var verbatim: Self {
        let read = self.read
        return Self(rule, write: write, merge: merge) { field in
            var field = field
            field.environment = nil
            return read(field)
        }
    }
}

extension ValueGrammar where Value == TargetPath {
    static var targetPath: Self {
        Self(
            .text(pattern: "^(?:[^*]*/)?[^/]*\\.(?:json|yml|yaml|JSON|YML|YAML)$"), write: { .text($0.description) }
        ) { $0.targetPath() }
    }
}

extension ValueGrammar where Value == String {
    /// Also an empty one, in quotes.
    fileprivate static var anyText: Self {
        Self(.text(mayBeEmpty: true), write: YAMLNode.text) { $0.text(mayBeEmpty: true) }
    }

    fileprivate static var relabelName: Self {
        Self(.text(pattern: "^[A-Za-z_][A-Za-z0-9_]*$"), write: YAMLNode.text) { $0.relabelName() }
    }
}

extension ValueGrammar where Value == Pattern {
    fileprivate static var wholePattern: Self { Self(.text(mayBeEmpty: true)) { $0.wholePattern() } }
}

extension ValueGrammar where Value == RelabelActionName {
    /// In any case, as Prometheus takes it.
    fileprivate static var relabelAction: Self {
        let names = RelabelActionName.allCases.map { name in
            name.rawValue.map { "[\($0.uppercased())\($0)]" }.joined()
        }
        return Self(.text(pattern: "^(?:\(names.joined(separator: "|")))$"), write: { .text($0.rawValue) }) {
            $0.relabelAction()
        }
    }
}
