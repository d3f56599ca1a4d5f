import ArgumentParser

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct Probe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Probes one target once and tells all it saw: steps, phases, TLS, and why it failed.",
        discussion: "Exits with 0 when the probe succeeded and with 1 when it failed.")

    @Argument(help: "A URL, a host with or without a port, or the name of a target in the configuration.")
    var target: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The module to probe with; the configuration's for a target's name, else http_2xx.", valueName: "name"))
    var module: String?

    /// Without a file that is named, and without one in the working directory, there is the module http_2xx.
    @OptionGroup
    var options: ConfigurationOptions

    func run() async throws {
        let choice = try self.choice()
        let chosen = try CommandFailure.unless { () throws(Unusable) in try choice.target(target, module: module) }
        let runner = ProbeRunner(resolver: SystemResolver(), userAgent: Version.userAgent)
        let result = try await runner.probe(chosen, tracing: true)
        print(ProbeText.text(chosen, result))
        if let hint = choice.hint(for: chosen, result) { print(hint) }
        if !result.succeeded { throw CommandFailure.unhealthy }
    }

    private func choice() throws(CommandFailure) -> ProbeChoice {
        let file = options.config ?? ConfigurationOptions.defaultFile
        let isThere = options.config != nil || access(file, F_OK) == 0
        return ProbeChoice(configuration: isThere ? try options.load(file, isNamed: true) : nil, file: file)
    }
}

/// What `nines probe` probes, and how.
struct ProbeChoice {
    /// Nil without a file.
    let configuration: Configuration?
    /// For messages.
    let file: String

    /// - Throws: a text that is neither the name of a target nor a place that can be probed.
    func target(_ text: String, module: String?) throws(Unusable) -> Target {
        let configured = configuration?.targets.first { $0.name == text }
        var chosen = if let configured { configured } else { try adHocTarget(text) }
        if let own = try self.module(module ?? (configured == nil ? Module.http2xx.name : nil)) { chosen.use(own) }
        return chosen
    }

    /// Nil for none, which is that of the target.
    private func module(_ name: String?) throws(Unusable) -> Module? {
        guard let name else { return nil }
        let modules = configuration?.modules ?? [Module.http2xx.name: .http2xx]
        if let module = modules[name] { return module }
        if let missing = configuration?.leftOutModules[name] {
            throw Unusable("--module: \(Module.leftOut(name, without: missing))")
        }
        throw Unusable(
            "--module: \(Quoted.value(name)) is not one of: \(modules.keys.sorted().joined(separator: ", "))")
    }

    private func adHocTarget(_ text: String) throws(Unusable) -> Target {
        if let reason = misspeltName(text) { throw Unusable("TARGET: \(reason)") }
        let url = text.contains("://") ? text : "http://\(text)"
        do {
            _ = try HTTPURL(url)
        } catch {
            throw Unusable("TARGET: neither a target of the configuration nor a URL to probe: \(error)")
        }
        return Target(name: text, url: url, module: .http2xx, interval: .seconds(15), timeout: .seconds(10))
    }

    /// What to say beside a host that cannot be resolved: that it looks like a target's name.
    func hint(for target: Target, _ report: ProbeReport) -> String? {
        guard report.failure?.reason == .dns, !target.name.contains("://"), let configuration,
            let near = Nearest.to(target.name, among: configuration.targets.map(\.name)), near != target.name
        else { return nil }
        return "\(Quoted.oneLine(file)) has no target of this name, but \(Quoted.value(near))"
    }

    /// Why a text is rather a target that the configuration does not have than a host: it is one word. Nil for anything
    /// else, and without a configuration.
    private func misspeltName(_ text: String) -> String? {
        guard let configuration, !configuration.targets.isEmpty, !text.contains("://"), !text.contains("@") else {
            return nil
        }
        let names = configuration.targets.map(\.name)
        let isWord = text != "localhost" && !text.contains { ".:/[".contains($0) }
        guard !text.isEmpty, isWord else { return nil }
        let hint = Nearest.hint(for: text, among: names)
        return "\(Quoted.oneLine(file)) has no target \(Quoted.value(text)) "
            + "(\(hint ?? "known: " + names.prefix(10).joined(separator: ", ")); write http://\(Quoted.oneLine(text)) "
            + "to probe a host of that name)"
    }
}

extension Target {
    /// Nothing repeats this probe, so the module's timeout stands even where it is longer than the interval.
    fileprivate mutating func use(_ module: Module) {
        self.module = module
        timeout = module.timeout ?? min(interval, TargetReader.defaultTimeout)
    }
}
