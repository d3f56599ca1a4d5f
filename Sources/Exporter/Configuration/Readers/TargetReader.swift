import NinesSLO

/// Reads `targets`.
struct TargetReader {
    static let defaultJob = "nines"
    static let defaultInterval: Duration = .seconds(15)
    /// More often is an attack on the target rather than a probe.
    static let shortestInterval: Duration = .milliseconds(100)
    /// For modules without a timeout; the interval when that is shorter.
    static let defaultTimeout: Duration = .seconds(10)

    struct Targets {
        /// In the file's order.
        var usable: [Target] = []
        var byName: [String: Target] = [:]
        /// The usable ones with everything that applies to them, their modules' keys included, if that is asked for.
        var written: [YAMLNode] = []
        /// Of the targets that have problems of their own: an SLO that names one is no further problem.
        var brokenNames: Set<String> = []
        /// False where an entry is so broken that nobody knows what it is called.
        var isComplete = true
        /// Whether further ones may come while the exporter runs, of names that nobody knows yet.
        var isOpen = false

        /// Adds what discovery has found: names and labels of samples are unique.
        mutating func add(_ found: [Target], isWriting: Bool) {
            usable += found
            for target in found { byName[target.name] = target }
            if isWriting { written += found.map(\.written) }
        }
    }

    let modules: ModuleReader.Modules
    /// Of the whole file.
    let defaults: Section<DefaultsKeys>?
    /// Of the whole file, too.
    let maintenance: [MaintenanceWindow]
    let warnings: ProblemLog
    /// Writing them takes longer than reading them.
    var isWriting = false

    func targets(_ sections: [Section<TargetKeys>]) -> Targets {
        var targets = Targets()
        var names: [String: Field] = [:]
        var identities: [TargetIdentity: Field] = [:]
        for section in sections {
            let name = name(section, known: &names)
            guard let (target, written) = target(section, name: name ?? ""), let name else {
                if let name { targets.brokenNames.insert(name) }
                continue
            }
            targets.usable.append(target)
            if let written { targets.written.append(written) }
            targets.byName[name] = target
            let identity = TargetIdentity(target)
            if let other = identities[identity] {
                section.field.report(
                    "\(Quoted.value(name)) has the same job, instance and labels as \(other.path) on "
                        + "\(other.line(from: section.field)) "
                        + "(a label must tell them apart)")
            }
            identities[identity] = identities[identity] ?? section.field
        }
        return targets
    }

    private func name(_ section: Section<TargetKeys>, known: inout [String: Field]) -> String? {
        guard let name = section[TargetKeys.name] else { return nil }
        if let other = known[name] {
            section.field(TargetKeys.name)?.report(
                "\(Quoted.value(name)) is the name of \(other.path) on \(other.line(from: section.field)) too")
        } else {
            known[name] = section.field
        }
        return name
    }

    private func target(_ own: Section<TargetKeys>, name: String) -> (Target, YAMLNode?)? {
        let section = defaults.map { own.over($0) } ?? own
        guard let entry = module(section), let url = section[TargetKeys.url] ?? section[TargetKeys.target],
            let interval = section[TargetKeys.interval], let job = section[TargetKeys.job],
            !section.isBroken(TargetKeys.timeout), !section.isBroken(TargetKeys.http)
        else { return nil }
        let http = self.http(own, entry)
        var module = entry.module
        if own.field(TargetKeys.http) != nil, let http { module.http = HTTPModule(http) }
        // A default is weaker than what a module says.
        let limits =
            [own.field(TargetKeys.timeout), entry.section?.field(ModuleKeys.timeout)]
            + [defaults?.field(TargetKeys.timeout)]
        let limit = limits.lazy.compactMap { $0 }.first
        module.timeout = [own[TargetKeys.timeout], entry.section?[ModuleKeys.timeout], defaults?[TargetKeys.timeout]]
            .lazy.compactMap { $0 }.first.flatMap { $0 == .zero ? nil : $0 }
        guard let timeout = timeout(section, module: module, limit: limit, interval: interval),
            let rules = StateRuleReader(section: section, maintenance: maintenance, warnings: warnings)
                .rules(timeout: timeout, interval: interval)
        else { return nil }
        let target = Target(
            name: name, url: url, instance: section[TargetKeys.instance], module: module, interval: interval, job: job,
            labels: section[TargetKeys.labels] ?? [], timeout: timeout, rules: rules)
        guard isWriting else { return (target, nil) }
        let changes = ["timeout": YAMLNode.text(DurationText.text(timeout)), "http": http?.written]
        return (target, section.written.replacing(changes.compactMapValues { $0 }))
    }

    /// What is asked of the target, checked as a module's is. An empty mapping stands for a module without.
    private func http(_ section: Section<TargetKeys>, _ entry: ModuleReader.Entry) -> Section<HTTPKeys>? {
        let base = entry.section?[ModuleKeys.http]
        guard let own = section[TargetKeys.http] else {
            let nothing = Field(node: .mapping([]), path: section.field.path, log: section.field.log)
            return base ?? Section(nothing, isWhole: false)
        }
        own.warn(warnings)
        let merged = base.map { own.over($0) } ?? own
        merged.check()
        return merged
    }

    private func module(_ section: Section<TargetKeys>) -> ModuleReader.Entry? {
        guard let name = section[TargetKeys.module] else { return nil }
        if let module = modules.usable[name] { return module }
        if let problem = modules.problem(with: name) {
            (section.field(TargetKeys.module) ?? section.field).report(problem)
        }
        return nil
    }

    /// - Parameter limit: where the module's timeout is written.
    private func timeout(
        _ section: Section<TargetKeys>, module: Module, limit: Field?, interval: Duration
    ) -> Duration? {
        guard let timeout = module.timeout, let limit else { return min(interval, Self.defaultTimeout) }
        if timeout <= interval { return timeout }
        let isOwn = section.field(TargetKeys.timeout)?.path == limit.path
        let written = section.field(TargetKeys.interval)
        let place = written ?? section.field
        place.log.report(
            line: place.line, path: written?.path ?? "\(section.field.path).interval",
            "\(written == nil ? "the default " : "")\(DurationText.text(interval)) is shorter than the timeout "
                + "\(DurationText.text(timeout)) \(isOwn ? "" : "of module \(Quoted.value(module.name)) ")on "
                + limit.line(from: place))
        return nil
    }
}

extension Target {
    /// As `targets` would say it. What it has of its module is written there.
    fileprivate var written: YAMLNode {
        let texts = [
            (TargetKeys.name.name, name), (TargetKeys.url.name, url), (TargetKeys.instance.name, instance),
            (TargetKeys.module.name, module.name), (TargetKeys.interval.name, DurationText.text(interval)),
            (TargetKeys.timeout.name, DurationText.text(timeout)), (TargetKeys.job.name, job),
        ]
        let labels =
            labels.isEmpty ? [] : [(TargetKeys.labels.name, YAMLNode.texts(labels.map { ($0.name, $0.value) }))]
        return .mapping(texts.map { ($0.0, .text($0.1)) } + labels)
    }
}

// MARK: - Where a target is

extension ValueGrammar where Value == String {
    /// An absolute URL, which a schema tells by its beginning.
    static var url: Self {
        Self(.text(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://"), write: YAMLNode.text) { field in
            field.text().flatMap { field.url($0) }
        }
    }

    /// The same in blackbox_exporter's manner: `http://` is put before what has no scheme.
    static var address: Self {
        Self(.text(), write: YAMLNode.text) { field in
            field.text().flatMap { field.url($0.contains("://") ? $0 : "http://" + $0, written: $0) }
        }
    }
}

extension Field {
    fileprivate func url(_ url: String, written: String? = nil) -> String? {
        guard let problem = ProbedURL.problem(url, written: written ?? url) else { return url }
        report(problem)
        return nil
    }
}

// MARK: - Labels of a target

extension ValueGrammar where Value == [(name: String, value: String)] {
    /// Sorted by name. A label with an empty value is an absent label, so it is left out.
    static var targetLabels: Self {
        Self(
            .names(
                NameRule(pattern: "^(?!__)[A-Za-z_][A-Za-z0-9_]*$", reserved: LabelNames.ofProbes),
                .text(mayBeEmpty: true)),
            write: { labels in
                .texts(labels.map { ($0.name, $0.value) })
            },
            merge: { labels, base in
                (labels + base.filter { label in !labels.contains { $0.name == label.name } })
                    .sorted { $0.name < $1.name }
            }
        ) { $0.targetLabels() }
    }
}

extension Field {
    fileprivate func targetLabels() -> [(name: String, value: String)]? {
        entries()?.compactMap { name, line, value in
            if let refusal = Self.refusal(ofLabel: name) {
                log.report(line: line, path: value.path, refusal)
                return nil
            }
            guard let text = value.text(mayBeEmpty: true), !text.isEmpty else { return nil }
            return (name, text)
        }.sorted { $0.name < $1.name }
    }

    private static func refusal(ofLabel name: String) -> String? {
        if LabelNames.ofProbes.contains(name) { return "this label is reserved (Nines or Prometheus sets it)" }
        if name.hasPrefix("__") { return "labels that begin with __ are reserved for Prometheus" }
        return LabelNames.isName(name) ? nil : LabelNames.nameRule
    }
}
