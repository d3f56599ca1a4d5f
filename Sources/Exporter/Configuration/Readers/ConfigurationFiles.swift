import NinesSLO

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The files that make one configuration: the one that was named, and those that it includes.
struct ConfigurationFiles {
    /// Files inside each other. A tree of them is two or three deep.
    static let depth = 8
    /// Together; each may be as large as the first.
    static let limit = 1_000

    /// What stands in one file.
    struct Part {
        let log: ProblemLog
        var modules: [Named<Section<ModuleKeys>>] = []
        var targets: [Section<TargetKeys>] = []
        var discovery: [Section<DiscoveryKeys>] = []
        /// Whether there is a section of that name, usable or not.
        var discovers = false
        var slos: [Section<SLOKeys>] = []
        /// Whether every module has a name that is known.
        var hasAllModules = true
        var hasAllTargets = true
    }

    /// The first file, then those that it includes, in the order in which they are named.
    private(set) var parts: [Part] = []
    /// Of the first file; nil when it is no mapping.
    private(set) var root: Section<RootKeys>?
    let warnings: ProblemLog
    /// The patterns among what is included.
    private(set) var patterns: [IncludePattern] = []
    private let environment: [String: String]
    private var known: Set<String> = []

    /// Reads the files that `root` includes, and all they include. Blocks on the file system.
    ///
    /// - Parameter log: of the first file.
    init(_ root: YAMLNode, log: ProblemLog, environment: [String: String]) {
        self.environment = environment
        warnings = ProblemLog(file: log.file)
        if !root.isOfBlackbox { log.folder = Self.folder(of: log.file) }
        parts = [Part(log: log)]
        guard let section = Section(field(root, log: log), RootKeys.self) else { return }
        self.root = section
        fill(0, from: section)
        let path = Self.realPath(log.file)
        known.insert(path)
        include(section[RootKeys.include] ?? [], section.field(RootKeys.include), above: [path])
    }

    var problems: [ConfigurationProblem] { parts.flatMap(\.log.problems) }

    var sources: [Configuration.Source] {
        var seen: Set<String> = []
        return parts.flatMap(\.log.sources).filter { seen.insert($0.path).inserted }
    }

    private func field(_ root: YAMLNode, log: ProblemLog) -> Field {
        var field = Field(node: root, path: "", log: log)
        field.environment = Environment(
            variables: environment,
            isEverywhere: field.peek(RootKeys.environment.name).map(FlagText.yes.contains) ?? false)
        return field
    }

    private mutating func fill<Keys: SectionKeys>(_ index: Int, from section: Section<Keys>) {
        let (modules, targets) = (section[RootKeys.modules], section[RootKeys.targets] ?? [])
        parts[index].modules = modules ?? []
        parts[index].targets = targets
        parts[index].discovery = section[RootKeys.discovery] ?? []
        parts[index].discovers = section.field(RootKeys.discovery).map { !$0.node.isNull } ?? false
        parts[index].slos = section[RootKeys.slos] ?? []
        parts[index].hasAllModules = section.field(RootKeys.modules) == nil || modules != nil
        parts[index].hasAllTargets = section.field(RootKeys.targets).map { $0.node.count == targets.count } ?? true
    }

    /// - Parameter above: the files that lead here.
    private mutating func include(_ patterns: [String], _ list: Field?, above: [String]) {
        for (pattern, field) in zip(patterns, list?.items() ?? []) {
            let isPattern = pattern.contains { "*?[".contains($0) }
            let files = isPattern ? IncludePattern.matches(of: pattern) : [pattern]
            if isPattern { self.patterns.append(IncludePattern(pattern: pattern, files: files)) }
            if files.isEmpty { field.warn(warnings, "no file is called like this") }
            for file in files { include(file, field, above: above) }
        }
    }

    private mutating func include(_ file: String, _ field: Field, above: [String]) {
        let path = Self.realPath(file)
        guard !above.contains(path) else {
            return field.report("\(Quoted.value(file)) includes itself, maybe through other files")
        }
        guard above.count < Self.depth else {
            return field.report("files include each other more than \(Self.depth) deep")
        }
        // What two files include is read once.
        guard known.insert(path).inserted else { return }
        guard parts.count < Self.limit else { return field.report("more than \(Self.limit) files are included") }
        let log = ProblemLog(file: file)
        log.folder = Self.folder(of: file)
        do throws(ConfigurationError) {
            let text = try ConfigurationText.load(file, limit: YAMLLimits.size)
            log.note(file, text.utf8)
            let index = parts.count
            parts.append(Part(log: log))
            do throws(ConfigurationProblem) {
                let root = try YAMLDocument.parse(text, file: file)
                guard let section = Section(self.field(root, log: log), IncludedKeys.self) else { return }
                fill(index, from: section)
                include(section[RootKeys.include] ?? [], section.field(RootKeys.include), above: above + [path])
            } catch {
                log.report(line: error.line ?? 1, path: error.path, error.message)
                parts[index].hasAllModules = false
                parts[index].hasAllTargets = false
            }
        } catch {
            for problem in error.problems { field.report("\(Quoted.value(file)): \(problem.message)") }
        }
    }

    // MARK: Paths

    /// Empty for the working directory.
    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ""
    }

    /// One name for each file; the path itself where there is none.
    private static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension YAMLNode {
    /// A file with only modules may be blackbox_exporter's, whose paths are relative to the working directory.
    fileprivate var isOfBlackbox: Bool {
        guard case .mapping(let entries) = content else { return false }
        return entries.allSatisfy { $0.key == RootKeys.modules.name }
    }
}
