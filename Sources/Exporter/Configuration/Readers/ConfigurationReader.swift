#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Makes a configuration of its files: sections in the order in which they refer to each other.
struct ConfigurationReader {
    let files: ConfigurationFiles
    /// What target files said before, for those that cannot be used now.
    var targetFiles = TargetFiles()
    /// See ``ModuleReader``.
    var leavesOutUnsupported = false

    /// Nil when the first file is no mapping. Otherwise usable only if nothing was reported to the files' logs. Reads
    /// target files.
    ///
    /// - Parameter isResolving: whether the second result is wanted: what the files say once everything in them is put
    ///   in its place.
    func read(isResolving: Bool = false) -> (configuration: Configuration, resolved: YAMLNode?)? {
        guard let section = files.root else { return nil }
        let (parts, warnings) = (files.parts, files.warnings)
        var modules = ModuleReader(warnings: warnings, leavesOutUnsupported: leavesOutUnsupported).modules(
            parts.flatMap(\.modules))
        modules.isComplete = parts.allSatisfy(\.hasAllModules)
        var targets = TargetReader(
            modules: modules, defaults: section[RootKeys.defaults], maintenance: section[RootKeys.maintenance] ?? [],
            warnings: warnings, isWriting: isResolving
        ).targets(parts.flatMap(\.targets))
        targets.isComplete = parts.allSatisfy(\.hasAllTargets)
        targets.isOpen = parts.contains(where: \.discovers)
        var configuration = Configuration(
            modules: modules.usable.mapValues(\.module), leftOutModules: modules.leftOut, targets: targets.usable,
            slos: [])
        configuration.discovery.jobs = DiscoveryReader(
            modules: modules, defaults: section[RootKeys.defaults], maintenance: section[RootKeys.maintenance] ?? [],
            warnings: warnings
        ).jobs(parts.flatMap(\.discovery))
        var targetFiles = targetFiles
        _ = targetFiles.look(at: configuration.discovery.jobs.flatMap(\.files))
        configuration.discover(as: targetFiles)
        targets.add(configuration.discovery.targets, isWriting: isResolving)
        DependencyReader(targets: targets, warnings: warnings).check(parts.flatMap(\.targets))
        let slos = SLOReader(targets: targets, warnings: warnings).slos(parts.flatMap(\.slos))
        (configuration.slos, configuration.composites) = (slos.probes, slos.composites)
        if let probing = section[RootKeys.probing], let concurrency = probing[ProbingKeys.concurrency] {
            configuration.probing.concurrency = concurrency
            configuration.probing.isWritten = probing.field(ProbingKeys.concurrency) != nil
        }
        if let web = section[RootKeys.web], let listen = web[WebKeys.listen] {
            configuration.web.listen = listen
            configuration.web.listenSetting = web.field(WebKeys.listen)?.setting
            configuration.web.allowedHosts = web[WebKeys.allowedHosts] ?? []
        }
        if let state = section[RootKeys.state], let path = state[StateKeys.path],
            let interval = state[StateKeys.interval], let checkInterval = state[StateKeys.checkInterval],
            let setting = state.field(StateKeys.path)?.setting
        {
            configuration.state = Configuration.State(
                path: path, interval: interval, checkInterval: checkInterval, setting: setting)
        }
        let order = parts.map(\.log.file)
        configuration.warnings = warnings.problems.eachOnce(inOrderOf: order).map(\.description)
        configuration.sources = files.sources
        configuration.includes = files.patterns
        return (configuration, isResolving ? resolved(section, modules: modules, targets: targets) : nil)
    }

    private func resolved(
        _ section: Section<RootKeys>, modules: ModuleReader.Modules, targets: TargetReader.Targets
    ) -> YAMLNode {
        let modules = files.parts.flatMap(\.modules).filter { modules.leftOut[$0.name] == nil }
        let entries: [(key: String, value: YAMLNode?)] = [
            (RootKeys.modules.name, modules.isEmpty ? nil : RootKeys.modules.grammar.write(modules)),
            (RootKeys.targets.name, targets.written.isEmpty ? nil : .list(targets.written)),
            (RootKeys.maintenance.name, section.field(RootKeys.maintenance)?.node),
            (
                RootKeys.slos.name,
                RootKeys.slos.grammar.write(files.parts.flatMap(\.slos)).flatMap { $0.count > 0 ? $0 : nil }
            ),
            (RootKeys.probing.name, section[RootKeys.probing]?.written),
            (RootKeys.web.name, section[RootKeys.web]?.written),
            (RootKeys.state.name, section[RootKeys.state]?.written),
        ]
        return .mapping(entries.compactMap { entry in entry.value.map { (entry.key, $0) } })
    }
}

extension Field {
    /// `nines.yml:40: web.listen`, for messages at a time when the file is no longer read.
    fileprivate var setting: String { "\(Quoted.oneLine(log.file)):\(line): \(path)" }

    func listenAddress() -> ListenAddress? {
        guard let text = text() else { return nil }
        guard let address = ListenAddress(text) else {
            report(
                "\(Quoted.value(text)) is not host:port (write 127.0.0.1:9919, [::1]:9919, or :9919 for every IPv4 address)"
            )
            return nil
        }
        return address
    }

    /// Of a database that is there or can be made: `nines serve` could not start otherwise. Looks at the file system
    /// and changes nothing there.
    func statePath() -> String? {
        guard let text = filePath() else { return nil }
        // SQLite reads some names as something else than a file's.
        guard !text.utf8.contains(where: { $0 < 0x20 }), !text.hasPrefix(":"), !text.hasPrefix("file:") else {
            report("\(Quoted.value(text)) is not the path of a file (leave state out to keep it in memory)")
            return nil
        }
        // SQLite makes files of its own beside the database.
        let folder = text.lastIndex(of: "/").map { $0 == text.startIndex ? "/" : String(text[..<$0]) } ?? "."
        // Where there is a file, the start decides what it can do with it.
        guard access(folder, W_OK | X_OK) == 0 || access(text, F_OK) == 0 else {
            report("the folder \(Quoted.value(folder)) cannot be written to: \(String(cString: strerror(errno)))")
            return nil
        }
        let asFolder = open(text, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard asFolder < 0 else {
            _ = close(asFolder)
            report("\(Quoted.value(text)) is a folder")
            return nil
        }
        guard access(text, F_OK) != 0 || access(text, R_OK | W_OK) == 0 else {
            report("\(Quoted.value(text)) cannot be written to: \(String(cString: strerror(errno)))")
            return nil
        }
        return text
    }
}
