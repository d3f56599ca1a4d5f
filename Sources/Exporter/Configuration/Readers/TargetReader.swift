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
        /// Of the targets that have problems of their own: an SLO that names one is no further problem.
        var brokenNames: Set<String> = []
        /// False where an entry is so broken that nobody knows what it is called.
        var isComplete = true
    }

    let modules: ModuleReader.Modules

    func targets(_ sections: [Section<TargetKeys>]) -> Targets {
        var targets = Targets()
        var names: [String: Field] = [:]
        var identities: [Identity: Field] = [:]
        for section in sections {
            let name = name(section, known: &names)
            guard let target = target(section, name: name ?? ""), let name else {
                if let name { targets.brokenNames.insert(name) }
                continue
            }
            targets.usable.append(target)
            targets.byName[name] = target
            let identity = Identity(target)
            if let other = identities[identity] {
                section.field.report(
                    "\(Quoted.value(name)) has the same job, URL and labels as \(other.path) on line \(other.line) "
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
                "\(Quoted.value(name)) is the name of \(other.path) on line \(other.line) too")
        } else {
            known[name] = section.field
        }
        return name
    }

    private func target(_ section: Section<TargetKeys>, name: String) -> Target? {
        guard let module = module(section), let url = section[TargetKeys.url] ?? section[TargetKeys.target],
            let interval = section[TargetKeys.interval], let job = section[TargetKeys.job],
            let timeout = timeout(section, module: module, interval: interval)
        else { return nil }
        return Target(
            name: name, url: url, module: module.module, interval: interval, job: job,
            labels: section[TargetKeys.labels] ?? [], timeout: timeout)
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

    private func timeout(
        _ section: Section<TargetKeys>, module: ModuleReader.Entry, interval: Duration
    ) -> Duration? {
        guard let timeout = module.module.timeout else { return min(interval, Self.defaultTimeout) }
        if timeout <= interval { return timeout }
        let written = section.field(TargetKeys.interval)
        section.field.log.report(
            line: (written ?? section.field).line, path: written?.path ?? "\(section.field.path).interval",
            "\(written == nil ? "the default " : "")\(DurationText.text(interval)) is shorter than the timeout "
                + "\(DurationText.text(timeout)) of module \(Quoted.value(module.module.name)) on line "
                + "\(module.timeoutLine)")
        return nil
    }
}

// MARK: - Where a target is

extension ValueGrammar where Value == String {
    /// An absolute URL, which a schema tells by its beginning.
    static var url: Self {
        Self(.text(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://"), write: JSON.string) { field in
            field.text().flatMap { field.url($0) }
        }
    }

    /// The same in blackbox_exporter's manner: `http://` is put before what has no scheme.
    static var address: Self {
        Self(.text(), write: JSON.string) { field in
            field.text().flatMap { field.url($0.contains("://") ? $0 : "http://" + $0, written: $0) }
        }
    }
}

extension Field {
    fileprivate func url(_ url: String, written: String? = nil) -> String? {
        do {
            guard try HTTPURL(url).userInformation == nil else {
                // The URL is the `instance` label of everything published about the target.
                report(
                    "credentials in a URL (not shown) would be published as its instance label "
                        + "(write them as a header of a module)")
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
                .object(Dictionary(labels.map { ($0.name, JSON.string($0.value)) }, uniquingKeysWith: { $1 }))
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
        return LabelNames.isValid(name) ? nil : "not a label name (letters, digits and _, beginning with a letter or _)"
    }
}
