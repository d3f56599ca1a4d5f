/// Reads `modules`: blackbox_exporter's grammar, as far as Nines supports it.
struct ModuleReader {
    /// A module with the line that a target's interval may be in conflict with.
    struct Entry {
        var module: Module
        var timeoutLine: Int
    }

    struct Modules {
        var usable = [Module.http2xx.name: Entry(module: .http2xx, timeoutLine: 1)]
        /// Of the modules that are in the file but have problems of their own: naming one is no further problem.
        var brokenNames: Set<String> = []
    }

    /// The probers of blackbox_exporter; the first is the one that Nines has.
    static let probers = ["http", "dns", "grpc", "icmp", "tcp", "unix", "websocket"]

    let warnings: ProblemLog

    func modules(_ field: Field?) -> Modules {
        var modules = Modules()
        for entry in field?.entries() ?? [] {
            if let module = module(entry.value, name: entry.key) {
                modules.usable[entry.key] = module
            } else {
                modules.usable[entry.key] = nil
                modules.brokenNames.insert(entry.key)
            }
        }
        return modules
    }

    private func module(_ field: Field, name: String) -> Entry? {
        guard let section = Section(field, keys: ModuleKey.self) else { return nil }
        guard let prober = section.required(.prober), isSupported(prober) else { return nil }
        var entry = Entry(module: Module(name: name), timeoutLine: field.line)
        if let timeout = section[.timeout] {
            guard let duration = timeout.duration() else { return nil }
            // As in blackbox_exporter: no timeout of the module's own.
            entry.module.timeout = duration == .zero ? nil : duration
            entry.timeoutLine = timeout.line
        }
        if let http = section[.http] { entry.module.http = HTTPModuleReader(warnings: warnings).read(http) }
        return entry
    }

    private func isSupported(_ field: Field) -> Bool {
        guard let prober = field.text() else { return false }
        if prober == Self.probers.first { return true }
        if Self.probers.contains(prober) {
            field.report(
                "\(Quoted.value(prober)) is a prober of blackbox_exporter that is not supported yet (write http)")
        } else {
            field.report("\(Quoted.value(prober)) is not a prober (write http)")
        }
        return false
    }
}
