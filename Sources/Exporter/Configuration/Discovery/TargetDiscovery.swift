import NinesSLO

/// Makes targets of what the jobs of `discovery` have found. Pure.
///
/// What cannot be probed is left out and told with its file, line and rule: one bad entry must not blind the rest.
struct TargetDiscovery {
    /// By name.
    let modules: [String: Module]
    /// Those that the configuration has and this version cannot use, with what they need.
    let leftOut: [String: [String]]
    /// Names, and labels of samples, that are taken, with whose they are.
    private var names: [String: String] = [:]
    private var identities: [TargetIdentity: String] = [:]

    /// - Parameter listed: the targets of the configuration itself, which come first.
    init(modules: [String: Module], leftOut: [String: [String]], besides listed: some Sequence<Target>) {
        self.modules = modules
        self.leftOut = leftOut
        for target in listed {
            names[target.name] = "a target of the configuration"
            identities[TargetIdentity(target)] = "target \(Quoted.value(target.name)) of the configuration"
        }
    }

    /// One for each job. In time linear in the targets, each of which costs its rules.
    mutating func findings(of jobs: [DiscoveryJob], in files: TargetFiles) -> [DiscoveryFinding] {
        jobs.map { finding(of: $0, files.reading(of: $0.files)) }
    }

    private mutating func finding(of job: DiscoveryJob, _ reading: TargetFiles.Reading) -> DiscoveryFinding {
        var finding = DiscoveryFinding(job: job.name, unusableFiles: reading.unusableFiles)
        finding.problems = Array(reading.problems.prefix(DiscoveryFinding.shownProblems))
        if reading.files == 0, reading.problems.isEmpty {
            finding.problems.append(
                ConfigurationProblem(
                    file: job.place.file, line: job.place.line, path: job.place.path,
                    message: "no file is called like this yet"))
        }
        let outcome = job.relabelling.probes(of: reading.targets)
        finding.dropped = outcome.dropped
        var refusals = outcome.problems
        for probe in outcome.probes {
            do throws(ConfigurationProblem) {
                finding.targets.append(try target(of: probe, job))
            } catch {
                refusals.append(error)
            }
        }
        finding.refused = refusals.count
        finding.problems += refusals.prefix(DiscoveryFinding.shownProblems)
        if refusals.count > DiscoveryFinding.shownProblems {
            finding.problems.append(
                ConfigurationProblem(
                    file: job.place.file, line: job.place.line, path: job.place.path,
                    message: "and \(refusals.count - DiscoveryFinding.shownProblems) more targets are refused"))
        }
        return finding
    }

    private mutating func target(
        of probe: DiscoveredProbe, _ job: DiscoveryJob
    ) throws(ConfigurationProblem) -> Target {
        if let module = probe.module, let missing = leftOut[module] {
            throw probe.place.problem(Module.leftOut(module, without: missing))
        }
        let target = try probe.target(modules: modules, job: job)
        if let other = names[target.name] {
            throw probe.place.problem(
                "\(Quoted.value(target.name)) is the name of \(other) too "
                    + "(\(DiscoveredProbe.nameLabel) can tell them apart)")
        }
        let identity = TargetIdentity(target)
        if let other = identities[identity] {
            throw probe.place.problem(
                "it has the same job, instance and labels as \(other) (a label must tell them apart)")
        }
        names[target.name] = "\(probe.place)"
        identities[identity] = "\(probe.place)"
        return target
    }
}

extension DiscoveredProbe {
    /// - Throws: when it asks for what no target may have.
    fileprivate func target(
        modules: [String: Module], job discovery: DiscoveryJob
    ) throws(ConfigurationProblem) -> Target {
        let url = address.contains("://") ? address : "http://" + address
        if let problem = ProbedURL.problem(url, written: address) { throw place.problem(problem) }
        guard var module = modules[module ?? ""] else {
            let hint = Nearest.hint(for: self.module ?? "", among: modules.keys.sorted())
            throw place.problem(
                "\(Quoted.value(self.module ?? "")) is not a module of the configuration"
                    + (hint.map { " (\($0))" } ?? ""))
        }
        let interval = interval ?? TargetReader.defaultInterval
        guard interval >= TargetReader.shortestInterval else {
            throw place.problem(
                "the interval \(DurationText.text(interval)) is shorter than "
                    + DurationText.text(TargetReader.shortestInterval))
        }
        let timeout = self.timeout ?? module.timeout ?? min(interval, discovery.fallbackTimeout)
        guard timeout <= interval else {
            throw place.problem(
                "the interval \(DurationText.text(interval)) is shorter than the timeout \(DurationText.text(timeout)) "
                    + "of module \(Quoted.value(module.name))")
        }
        for name in labels.keys.sorted() where LabelNames.ofProbes.contains(name) {
            throw place.problem("the label \(name) is reserved (Nines sets it; a rule can give it another name)")
        }
        let job = job ?? discovery.name
        guard !job.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw place.problem("the job \(Quoted.value(job)) has a line break or another control character")
        }
        module.timeout = self.timeout ?? module.timeout
        return Target(
            name: name, url: url, instance: instance ?? address, module: module, interval: interval, job: job,
            labels: labels.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }, timeout: timeout,
            rules: discovery.states)
    }
}
