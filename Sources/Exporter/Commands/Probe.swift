import ArgumentParser

struct Probe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Probes one target once and tells all it saw: steps, phases, TLS, and why it failed.",
        discussion: "Exits with 0 when the probe succeeded and with 1 when it failed.")

    @Argument(help: "A URL, or the name of a target in the configuration.")
    var target: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The module to probe with; the configuration's for a target's name, else http_2xx.", valueName: "name"))
    var module: String?

    @Option(name: .long, help: ArgumentHelp("The configuration file with modules and targets.", valueName: "file"))
    var config: String?

    func run() async throws {
        let chosen = try chooseTarget()
        let runner = ProbeRunner(resolver: SystemResolver(), userAgent: Version.userAgent)
        let result = try await runner.probe(chosen, tracing: true)
        print(ProbeText.text(chosen, result))
        if !result.succeeded { throw CommandFailure.unhealthy }
    }

    private func chooseTarget() throws(CommandFailure) -> Target {
        let configuration = try config.map { file throws(CommandFailure) in try Configuration.loadOrFail(file) }
        let configured = configuration?.targets.first { $0.name == target }
        var chosen = if let configured { configured } else { try adHocTarget() }
        guard let module else {
            if configured == nil, let own = configuration?.modules[Module.http2xx.name] { chosen.use(own) }
            return chosen
        }
        let modules = configuration?.modules ?? [Module.http2xx.name: .http2xx]
        guard let own = modules[module] else {
            throw .unusable("--module: \"\(module)\" is not one of: \(modules.keys.sorted().joined(separator: ", "))")
        }
        chosen.use(own)
        return chosen
    }

    private func adHocTarget() throws(CommandFailure) -> Target {
        let url = target.contains("://") ? target : "http://\(target)"
        do {
            _ = try HTTPURL(url)
        } catch {
            throw .unusable("TARGET: neither a target of the configuration nor a URL to probe: \(error)")
        }
        return Target(name: target, url: url, module: .http2xx, interval: .seconds(15), timeout: .seconds(10))
    }
}

extension Target {
    /// Nothing repeats this probe, so the module's timeout stands even where it is longer than the interval.
    fileprivate mutating func use(_ module: Module) {
        self.module = module
        timeout = module.timeout ?? min(interval, TargetReader.defaultTimeout)
    }
}
