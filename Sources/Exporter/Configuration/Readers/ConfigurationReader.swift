/// Reads a whole document: sections in the order in which they refer to each other.
struct ConfigurationReader {
    /// Nil when the document is no mapping. Otherwise usable only if nothing was reported to the field's log.
    func read(_ root: Field) -> Configuration? {
        guard let section = Section(root, keys: RootKey.self) else { return nil }
        let warnings = ProblemLog(file: root.log.file)
        let modules = ModuleReader(warnings: warnings).modules(section[.modules])
        let targets = TargetReader(modules: modules).targets(section[.targets])
        let slos = SLOReader(targets: targets, warnings: warnings).slos(section[.slos])
        var configuration = Configuration(
            modules: modules.usable.mapValues(\.module), targets: targets.usable, slos: slos.probes,
            composites: slos.composites)
        if let listen = section[.web].flatMap({ Section($0, keys: WebKey.self) })?[.listen] {
            configuration.web.listen = self.listen(listen) ?? .default
            configuration.web.listenSetting = "\(Quoted.oneLine(root.log.file)):\(listen.line): \(listen.path)"
        }
        configuration.state = section[.state].flatMap(state)
        configuration.warnings = warnings.problems.map(\.description)
        return configuration
    }

    private func state(_ field: Field) -> Configuration.State? {
        guard let section = Section(field, keys: StateKey.self) else { return nil }
        let interval = section[.interval].flatMap { $0.duration(atLeast: Configuration.State.shortestInterval) }
        guard let path = section.required(.path), let text = path.text() else { return nil }
        // SQLite reads some names as something else than a file's.
        guard !text.utf8.contains(where: { $0 < 0x20 }), !text.hasPrefix(":"), !text.hasPrefix("file:") else {
            path.report("\(Quoted.value(text)) is not the path of a file (leave state out to keep it in memory)")
            return nil
        }
        let setting = "\(Quoted.oneLine(field.log.file)):\(path.line): \(path.path)"
        var state = Configuration.State(path: text, setting: setting)
        if let interval { state.interval = interval }
        return state
    }

    private func listen(_ field: Field) -> ListenAddress? {
        guard let text = field.text() else { return nil }
        guard let address = ListenAddress(text) else {
            field.report(
                "\(Quoted.value(text)) is not host:port (write 127.0.0.1:9919, [::1]:9919, or :9919 for every IPv4 address)"
            )
            return nil
        }
        return address
    }
}
