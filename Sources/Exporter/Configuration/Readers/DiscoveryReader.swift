import NinesSLO

/// Reads `discovery`.
struct DiscoveryReader {
    let modules: ModuleReader.Modules
    /// Of the whole file.
    let defaults: Section<DefaultsKeys>?
    /// Of the whole file, too.
    let maintenance: [MaintenanceWindow]
    let warnings: ProblemLog

    /// Usable only if nothing was reported. Reads no target file.
    func jobs(_ sections: [Section<DiscoveryKeys>]) -> [DiscoveryJob] {
        var known: [String: Field] = [:]
        return sections.compactMap { section in
            if let name = section[DiscoveryKeys.job] {
                if let other = known[name] {
                    section.field(DiscoveryKeys.job)?.report(
                        "\(Quoted.value(name)) is the job of \(other.path) on \(other.line(from: section.field)) too")
                } else {
                    known[name] = section.field
                }
            }
            return job(section)
        }
    }

    private func job(_ own: Section<DiscoveryKeys>) -> DiscoveryJob? {
        let section = defaults.map { own.over($0) } ?? own
        let rules = (section[DiscoveryKeys.relabelConfigs] ?? []).compactMap { $0.rule() }
        if let problem = section[DiscoveryKeys.module].flatMap({ modules.problem(with: $0) }) {
            (section.field(DiscoveryKeys.module) ?? section.field).report(problem)
        }
        guard let name = own[DiscoveryKeys.job], let files = own[DiscoveryKeys.files],
            let module = section[DiscoveryKeys.module], let interval = section[DiscoveryKeys.interval],
            !section.isBroken(DiscoveryKeys.timeout), let place = own.field(DiscoveryKeys.files)
        else { return nil }
        let timeout = own[DiscoveryKeys.timeout].flatMap { $0 == .zero ? nil : $0 }
        if let timeout, timeout > interval {
            own.field(DiscoveryKeys.timeout)?.report(
                "\(DurationText.text(timeout)) is longer than the interval \(DurationText.text(interval))")
        }
        var labels = Dictionary(
            (section[DiscoveryKeys.labels] ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        labels["job"] = name
        labels["__param_module"] = module
        labels["__scrape_interval__"] = DurationText.text(interval)
        labels["__scrape_timeout__"] = timeout.map(DurationText.text)
        let fallback = defaults?[DefaultsKeys.timeout].flatMap { $0 == .zero ? nil : $0 } ?? TargetReader.defaultTimeout
        let longest = timeout ?? modules.usable[module]?.module.timeout ?? min(interval, fallback)
        guard
            let states = StateRuleReader(section: section, maintenance: maintenance, warnings: warnings)
                .rules(timeout: longest, interval: interval)
        else { return nil }
        return DiscoveryJob(
            name: name, files: files, relabelling: TargetRelabelling(rules: rules, defaults: labels),
            fallbackTimeout: fallback, states: states,
            place: DiscoveryJob.Place(file: place.log.file, line: place.line, path: place.path))
    }
}

extension Configuration {
    /// Makes what the target files say the targets beside the listed ones. Pure.
    mutating func discover(as files: TargetFiles) {
        let listed = Array(targets.prefix(targets.count - discovery.findings.reduce(0) { $0 + $1.targets.count }))
        var discoverer = TargetDiscovery(modules: modules, leftOut: leftOutModules, besides: listed)
        discovery.findings = discoverer.findings(of: discovery.jobs, in: files)
        discovery.files = files
        targets = listed + discovery.targets
    }
}
