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
    }

    let modules: ModuleReader.Modules

    func targets(_ field: Field?) -> Targets {
        var targets = Targets()
        var names: [String: Field] = [:]
        var identities: [Identity: Field] = [:]
        for item in field?.items() ?? [] {
            guard let section = Section(item, keys: TargetKey.self) else { continue }
            let name = name(section, known: &names)
            guard let target = target(section, name: name ?? ""), let name else {
                if let name { targets.brokenNames.insert(name) }
                continue
            }
            targets.usable.append(target)
            targets.byName[name] = target
            let identity = Identity(target)
            if let other = identities[identity] {
                item.report(
                    "\(Quoted.value(name)) has the same job, URL and labels as \(other.path) on line \(other.line) "
                        + "(a label must tell them apart)")
            }
            identities[identity] = identities[identity] ?? item
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

    private func name(_ section: Section<TargetKey>, known: inout [String: Field]) -> String? {
        guard let field = section.required(.name), let name = field.name() else { return nil }
        if let other = known[name] {
            field.report("\(Quoted.value(name)) is the name of \(other.path) on line \(other.line) too")
        } else {
            known[name] = Field(node: field.node, path: section.field.path, log: field.log)
        }
        return name
    }

    private func target(_ section: Section<TargetKey>, name: String) -> Target? {
        let url = TargetURLReader.url(section)
        let interval = section[.interval].map { $0.duration(atLeast: Self.shortestInterval) } ?? Self.defaultInterval
        let job = section[.job].map { $0.name() } ?? Self.defaultJob
        let labels = section[.labels].map(TargetLabelReader.labels) ?? []
        guard let module = module(section), let url, let interval, let job,
            let timeout = timeout(section, module: module, interval: interval)
        else { return nil }
        return Target(
            name: name, url: url, module: module.module, interval: interval, job: job, labels: labels, timeout: timeout)
    }

    private func module(_ section: Section<TargetKey>) -> ModuleReader.Entry? {
        guard let field = section[.module] else { return modules.usable[Module.http2xx.name] }
        guard let name = field.text() else { return nil }
        if let module = modules.usable[name] { return module }
        if !modules.brokenNames.contains(name) {
            let known = modules.usable.keys.sorted() + modules.brokenNames.sorted()
            let hint = Nearest.hint(for: name, among: known) ?? "known: " + known.prefix(10).joined(separator: ", ")
            field.report("\(Quoted.value(name)) is not a module of this file (\(hint))")
        }
        return nil
    }

    private func timeout(
        _ section: Section<TargetKey>, module: ModuleReader.Entry, interval: Duration
    ) -> Duration? {
        guard let timeout = module.module.timeout else { return min(interval, Self.defaultTimeout) }
        if timeout <= interval { return timeout }
        let written = section[.interval]
        section.field.log.report(
            line: (written ?? section.field).line, path: written?.path ?? "\(section.field.path).interval",
            "\(written == nil ? "the default " : "")\(DurationText.text(interval)) is shorter than the timeout "
                + "\(DurationText.text(timeout)) of module \(Quoted.value(module.module.name)) on line "
                + "\(module.timeoutLine)")
        return nil
    }
}

extension Field {
    /// Text on one line, fit for tables, logs and labels.
    func name() -> String? {
        guard let text = text() else { return nil }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            report("\(Quoted.value(text)) has a line break or another control character")
            return nil
        }
        return text
    }
}
