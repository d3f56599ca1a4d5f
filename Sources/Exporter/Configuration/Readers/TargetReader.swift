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
        /// The usable ones with everything that applies to them, their modules' keys included.
        var written: [YAMLNode] = []
        /// Of the targets that have problems of their own: an SLO that names one is no further problem.
        var brokenNames: Set<String> = []
        /// False where an entry is so broken that nobody knows what it is called.
        var isComplete = true
    }

    let modules: ModuleReader.Modules
    /// Of the whole file.
    let defaults: Section<DefaultsKeys>?
    /// Of the whole file, too.
    let maintenance: [MaintenanceWindow]
    let warnings: ProblemLog

    func targets(_ sections: [Section<TargetKeys>]) -> Targets {
        var targets = Targets()
        var names: [String: Field] = [:]
        var identities: [Identity: Field] = [:]
        for section in sections {
            let name = name(section, known: &names)
            guard let (target, written) = target(section, name: name ?? ""), let name else {
                if let name { targets.brokenNames.insert(name) }
                continue
            }
            targets.usable.append(target)
            targets.written.append(written)
            targets.byName[name] = target
            let identity = Identity(target)
            if let other = identities[identity] {
                section.field.report(
                    "\(Quoted.value(name)) has the same job, URL and labels as \(other.path) on "
                        + "\(other.line(from: section.field)) "
                        + "(a label must tell them apart)")
            }
            identities[identity] = identities[identity] ?? section.field
        }
        return targets
    }

    /// What tells the samples of two targets apart.
    private struct Identity: Hashable {
        /// Bytes: Prometheus compares bytes, Swift's `==` on strings does not.
        let parts: [[UInt8]]

        init(_ target: Target) {
            let labels = target.labels.flatMap { [Array($0.name.utf8), Array($0.value.utf8)] }
            parts = [Array(target.job.utf8), Array(target.url.utf8)] + labels
        }
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

    private func target(_ own: Section<TargetKeys>, name: String) -> (Target, YAMLNode)? {
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
            name: name, url: url, module: module, interval: interval, job: job,
            labels: section[TargetKeys.labels] ?? [], timeout: timeout, rules: rules)
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
        own.warnOfDeprecated(warnings)
        let merged = base.map { own.over($0) } ?? own
        merged.check()
        return merged
    }

    private func module(_ section: Section<TargetKeys>) -> ModuleReader.Entry? {
        guard let name = section[TargetKeys.module] else { return nil }
        if let module = modules.usable[name] { return module }
        if modules.isComplete, !modules.brokenNames.contains(name) {
            let known = modules.usable.keys.sorted() + modules.brokenNames.sorted()
            let hint = Nearest.hint(for: name, among: known) ?? "known: " + known.prefix(10).joined(separator: ", ")
            (section.field(TargetKeys.module) ?? section.field).report(
                "\(Quoted.value(name)) is not a module of this file (\(hint))")
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
        do {
            let parsed = try HTTPURL(url)
            guard parsed.userInformation == nil else {
                // The URL is the `instance` label of everything published about the target.
                report(
                    "credentials in a URL (not shown) would be published as its instance label "
                        + "(write them as a header of a module)")
                return nil
            }
            if let problem = HostForm(parsed.host).problem(with: parsed.host) {
                report("\(Quoted.value(written ?? url)) is not a URL that can be probed: \(problem)")
                return nil
            }
            return url
        } catch {
            report(
                url.contains("@")
                    ? "not a URL that can be probed (not shown: it may hold a password)"
                    : "\(Quoted.value(written ?? url)) is not a URL that can be probed: "
                        + Quoted.oneLine(error.description))
            return nil
        }
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
