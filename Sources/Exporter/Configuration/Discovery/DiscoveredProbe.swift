/// What a discovered target asks for once its labels are rewritten. Modules, limits and reserved labels are not looked
/// at yet.
struct DiscoveredProbe: Sendable, Equatable {
    /// Unique: `__nines_name__`, else `instance`, else the address.
    var name: String
    /// Where to: `__param_target`, else `__address__`. A URL, or host and port, as the module's prober takes it.
    var address: String
    /// The label `instance`, where it is not the address.
    var instance: String?
    /// From `__param_module`.
    var module: String?
    /// From `__scrape_interval__`. Above zero.
    var interval: Duration?
    /// From `__scrape_timeout__`. Above zero, and not above the interval where both are there.
    var timeout: Duration?
    /// The label `job`.
    var job: String?
    /// The other labels, without those that begin with `__`.
    var labels: [String: String]
    var place: DiscoveredTarget.Place
}

/// Turns discovered targets into probes, as Prometheus turns them into scrapes.
struct TargetRelabelling: Sendable, Equatable {
    var rules: [RelabelRule] = []
    /// Labels of targets that do not have them: `job`, `__param_module`, `__scrape_interval__`, `__scrape_timeout__`.
    var defaults: [String: String] = [:]

    struct Outcome: Sendable, Equatable {
        var probes: [DiscoveredProbe] = []
        /// How many targets the rules have dropped.
        var dropped = 0
        /// Of the targets that cannot be probed. The others are: one bad entry must not blind the rest.
        var problems: [ConfigurationProblem] = []
    }

    /// Pure; in time linear in the targets, each of which costs its rules.
    func probes(of targets: [DiscoveredTarget]) -> Outcome {
        var outcome = Outcome()
        var known: [[UInt8]: DiscoveredProbe] = [:]
        for target in targets {
            guard let labels = rules.apply(to: target.labels.merging(defaults) { own, _ in own }) else {
                outcome.dropped += 1
                continue
            }
            do {
                let probe = try DiscoveredProbe(labels, at: target.place)
                // Bytes: two names that only look alike are two.
                let name = Array(probe.name.utf8)
                if let other = known[name] {
                    try probe.refuse(besides: other)
                } else {
                    known[name] = probe
                    outcome.probes.append(probe)
                }
            } catch {
                outcome.problems.append(error)
            }
        }
        return outcome
    }
}

extension DiscoveredProbe {
    /// - Parameter labels: after relabelling.
    /// - Throws: when there is no address, or a duration or the name is none.
    init(_ labels: [String: String], at place: DiscoveredTarget.Place) throws(ConfigurationProblem) {
        guard let address = labels["__param_target"] ?? labels[LabelNames.address] else {
            throw place.problem("\(LabelNames.address) is missing after relabelling (and so is __param_target)")
        }
        self.address = address
        instance = labels["instance"].flatMap { $0.utf8.elementsEqual(address.utf8) ? nil : $0 }
        name = labels[Self.nameLabel] ?? instance ?? address
        module = labels["__param_module"]
        interval = try place.duration(labels, "__scrape_interval__")
        timeout = try place.duration(labels, "__scrape_timeout__")
        job = labels["job"]
        self.labels = labels.filter { !$0.key.hasPrefix("__") && !["instance", "job"].contains($0.key) }
        self.place = place
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw place.problem("the name \(Quoted.value(name)) has a line break or another control character")
        }
        if let interval, let timeout, timeout > interval {
            throw place.problem("__scrape_timeout__ is longer than __scrape_interval__")
        }
    }

    static let nameLabel = "__nines_name__"

    /// The same target twice, as two files may list it, is one, as for Prometheus.
    ///
    /// - Throws: when it is another one of the same name.
    fileprivate func refuse(besides other: DiscoveredProbe) throws(ConfigurationProblem) {
        var same = other
        same.place = place
        if same == self { return }
        // A URL that nobody has looked at yet.
        let shown = name.contains("@") ? "its name (not shown: it may hold a password)" : Quoted.value(name)
        throw place.problem("\(shown) is the name of \(other.place) too (\(Self.nameLabel) can tell them apart)")
    }
}

extension DiscoveredTarget.Place {
    func problem(_ message: String) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: line, path: path, message: message)
    }

    fileprivate func duration(
        _ labels: [String: String], _ name: String
    ) throws(ConfigurationProblem) -> Duration? {
        guard let text = labels[name] else { return nil }
        do {
            let duration = try GoDuration.parse(text)
            if duration > .zero { return duration }
        } catch {
            throw problem("\(name): \(Quoted.value(text)) \(error.sentence)")
        }
        throw problem("\(name): \(Quoted.value(text)) is not above zero")
    }
}
