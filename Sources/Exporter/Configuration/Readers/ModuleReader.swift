/// Reads `modules`: blackbox_exporter's grammar, as far as Nines supports it.
struct ModuleReader {
    /// A module with what a target may change of it.
    struct Entry {
        var module: Module
        /// Nil for the module that is there without being written.
        var section: Section<ModuleKeys>?
    }

    struct Modules {
        var usable = [Module.http2xx.name: Entry(module: .http2xx)]
        /// Of the modules that are in the file but have problems of their own: naming one is no further problem.
        var brokenNames: Set<String> = []
        /// False where `modules` itself is broken.
        var isComplete = true
    }

    /// The probers of blackbox_exporter that Nines has.
    static let probers = ["http"]
    static let unsupportedProbers = ["dns", "grpc", "icmp", "tcp", "unix", "websocket"]

    let warnings: ProblemLog

    func modules(_ entries: [Named<Section<ModuleKeys>>]) -> Modules {
        var modules = Modules()
        var known: [String: Field] = [:]
        for entry in entries {
            if let other = known.updateValue(entry.field, forKey: entry.name) {
                entry.field.report("is \(other.path) on \(other.line(from: entry.field)) too")
            }
            if let module = entry.value.flatMap({ module($0, name: entry.name) }) {
                modules.usable[entry.name] = module
            } else {
                modules.usable[entry.name] = nil
                modules.brokenNames.insert(entry.name)
            }
        }
        return modules
    }

    private func module(_ section: Section<ModuleKeys>, name: String) -> Entry? {
        guard section[ModuleKeys.prober] != nil, !section.isBroken(ModuleKeys.timeout) else { return nil }
        var module = Module(name: name)
        // As in blackbox_exporter, 0 is no timeout of the module's own.
        module.timeout = section[ModuleKeys.timeout].flatMap { $0 == .zero ? nil : $0 }
        if let http = section[ModuleKeys.http] {
            module.http = HTTPModule(http)
            http.warn(warnings)
        }
        return Entry(module: module, section: section)
    }
}

extension ValueGrammar where Value == String {
    static var prober: Self { Self(.choice(ModuleReader.probers)) { $0.prober() } }
}

extension Field {
    fileprivate func prober() -> String? {
        guard let prober = text() else { return nil }
        if ModuleReader.probers.contains(prober) { return prober }
        let known = ModuleReader.probers.joined(separator: ", ")
        report(
            ModuleReader.unsupportedProbers.contains(prober)
                ? "\(Quoted.value(prober)) is a prober of blackbox_exporter that is not supported yet (so far: \(known); "
                    + "remove the module)"
                : "\(Quoted.value(prober)) is not a prober (so far: \(known))")
        return nil
    }
}
