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
        /// Those that have what this version does not support, with what that is, where the reader leaves them out.
        var leftOut: [String: [String]] = [:]
        /// False where `modules` itself is broken.
        var isComplete = true

        /// Why a module of this name cannot be used. Nil where it can, and where the file has another problem that
        /// tells why.
        func problem(with name: String) -> String? {
            if usable[name] != nil { return nil }
            if let missing = leftOut[name] { return Module.leftOut(name, without: missing) }
            guard isComplete, !brokenNames.contains(name) else { return nil }
            let known = usable.keys.sorted() + brokenNames.sorted()
            let hint = Nearest.hint(for: name, among: known) ?? "known: " + known.prefix(10).joined(separator: ", ")
            return "\(Quoted.value(name)) is not a module of this file (\(hint))"
        }
    }

    /// The probers of blackbox_exporter that Nines has.
    static let probers = ["http"]
    static let unsupportedProbers = ["dns", "grpc", "icmp", "tcp", "unix", "websocket"]

    let warnings: ProblemLog
    /// Whether modules that have what this version does not support are left out with a warning, rather than refused.
    var leavesOutUnsupported = false

    func modules(_ entries: [Named<Section<ModuleKeys>>]) -> Modules {
        var modules = Modules()
        var known: [String: Field] = [:]
        for entry in entries {
            if let other = known.updateValue(entry.field, forKey: entry.name) {
                entry.field.report("is \(other.path) on \(other.line(from: entry.field)) too")
            }
            if leavesOutUnsupported, leaveOut(entry, from: &modules) { continue }
            if let module = entry.value.flatMap({ module($0, name: entry.name) }) {
                modules.usable[entry.name] = module
            } else {
                modules.usable[entry.name] = nil
                modules.brokenNames.insert(entry.name)
            }
        }
        return modules
    }

    /// Whether the module is one without which the file can be used.
    private func leaveOut(_ entry: Named<Section<ModuleKeys>>, from modules: inout Modules) -> Bool {
        let missing = entry.field.log.takeUnsupported(at: entry.field.path)
        guard !missing.isEmpty else { return false }
        entry.field.warn(
            warnings, "left out, as it needs what is not supported yet: \(missing.joined(separator: ", "))")
        modules.usable[entry.name] = nil
        modules.leftOut[entry.name] = missing
        return true
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

extension Module {
    /// Why a module cannot be used that the reader has left out.
    static func leftOut(_ name: String, without missing: [String]) -> String {
        "module \(Quoted.value(name)) is left out, as it needs what is not supported yet: "
            + missing.joined(separator: ", ")
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
        let isMissing = ModuleReader.unsupportedProbers.contains(prober)
        report(
            isMissing
                ? "\(Quoted.value(prober)) is a prober of blackbox_exporter that is not supported yet (so far: \(known); "
                    + "remove the module)"
                : "\(Quoted.value(prober)) is not a prober (so far: \(known))",
            unsupported: isMissing ? prober : nil)
        return nil
    }
}
