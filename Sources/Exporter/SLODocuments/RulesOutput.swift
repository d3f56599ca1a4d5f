import Foundation
import NinesSLO
import NinesSLOTools

/// What `nines slo rules` writes.
enum RuleFormat: String, CaseIterable {
    /// A file that Prometheus reads.
    case prometheus
    /// An object that the Prometheus operator reads.
    case `operator`
}

/// The rules of documents, ready to be written.
struct RulesOutput {
    struct File {
        /// Of the document, without its extension.
        var name: String
        var generators: [RuleGenerator] = []
        /// The Kubernetes objects that they are in, and with which of them.
        var objects: [(metadata: PrometheusRule.Metadata, generators: [RuleGenerator])] = []
    }

    /// Only those with an SLO.
    private(set) var files: [File] = []
    /// In one line each.
    private(set) var warnings: [String] = []
    private let flavor: RuleFlavor

    /// - Throws: everything that is wrong with the documents. Blocks on the file system.
    init(_ paths: [String], flavor: RuleFlavor) throws(Unusable) {
        do throws(ConfigurationError) {
            try self.init(SLODocumentSet.load(paths), flavor: flavor)
        } catch {
            throw Unusable(error.description)
        }
    }

    init(_ set: SLODocumentSet, flavor: RuleFlavor) throws(ConfigurationError) {
        self.flavor = flavor
        var warnings = set.warnings + set.ruleWarnings
        var problems: [ConfigurationProblem] = []
        let extra = Self.windowsOfParts(set)
        let ungrouped = Self.ungrouped(set)
        for file in set.files where !file.slos.isEmpty {
            var output = File(name: Self.name(of: file.path))
            for entry in file.slos {
                let place = ConfigurationProblem(
                    file: entry.field.log.file, line: entry.field.line, path: entry.field.path, message: "")
                do throws(SLOError) {
                    var generator = try RuleGenerator(entry.document)
                    let definition = entry.document.definition
                    generator.extraWindows = extra[[definition.service, definition.name]] ?? []
                    generator.ungroupedParts = ungrouped
                    generator.isPart = extra[[definition.service, definition.name]] != nil
                    warnings += try Self.check(entry.document, among: set).map { place.saying($0) }
                    warnings += generator.warnings.map { place.saying($0) }
                    // VictoriaMetrics is the judge of its own language.
                    for fault in generator.faults where flavor != .victoriametrics && !fault.isMetricsQL {
                        problems.append(
                            place.saying("a query is not PromQL, and Prometheus would refuse the file: \(fault)"))
                    }
                    if let fault = generator.templateFault(for: flavor) {
                        problems.append(place.saying("\(fault.key) \(fault.sentence)"))
                    }
                    if generator.tiers.isEmpty, !definition.alerting.tiers.isEmpty {
                        warnings.append(place.saying("no alert is written: all its tiers are left out"))
                    }
                    output.add(generator, object: entry.object)
                } catch {
                    problems.append(place.saying("\(error.key) \(error.sentence)"))
                }
            }
            files.append(output)
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        let windows = set.files.flatMap(\.slos).map(\.document.definition.windowLength)
        self.warnings =
            warnings.eachOnce(inOrderOf: set.files.map(\.path)).map(\.description)
            + [Self.retentionWarning(windows.max(), flavor)].compactMap { $0 }
    }

    /// Rules compose a window of what was recorded in it, which has to be there still.
    private static func retentionWarning(_ window: Duration?, _ flavor: RuleFlavor) -> String? {
        guard let window, let retention = flavor.retention, window > retention.length else { return nil }
        return "the longest window is \(DurationText.text(window)), and \(retention.name) keeps "
            + "\(DurationText.text(retention.length)) unless it is told otherwise: set \(retention.setting) to at least "
            + DurationText.text(window)
    }

    /// Checks a composite against its parts; says which of them are in none of the files.
    private static func check(_ document: SLODocument, among set: SLODocumentSet) throws(SLOError) -> [String] {
        guard case .composite(let composite) = document.indicator else { return [] }
        var (definitions, composites): ([[String]: SLODefinition], Set<[String]>) = ([:], [])
        for other in set.files.flatMap(\.slos).map(\.document) {
            let key = [other.definition.service, other.definition.name]
            if case .composite = other.indicator { composites.insert(key) } else { definitions[key] = other.definition }
        }
        var missing: [String] = []
        try composite.check(document.definition) { part in
            let key = [part.service, part.slo]
            // The rules of a part record the windows that the composite needs, whatever its own tiers are.
            if let found = definitions[key] { return (try? document.definition.changed(window: found.window)) ?? found }
            guard !composites.contains(key) else { return nil }
            missing.append(
                "of: SLO \"\(part.slo)\" of service \"\(part.service)\" is in none of these files: without rules of its "
                    + "own it counts as without errors")
            // Nothing is known of it, so nothing of it can be wrong.
            return document.definition
        }
        return missing
    }

    /// Windows that SLOs need because others are made of them.
    private static func windowsOfParts(_ set: SLODocumentSet) -> [[String]: Set<Duration>] {
        var windows: [[String]: Set<Duration>] = [:]
        for entry in set.files.flatMap(\.slos) {
            guard case .composite(let composite) = entry.document.indicator,
                let generator = try? RuleGenerator(entry.document)
            else { continue }
            for part in composite.parts { windows[[part.service, part.slo], default: []].formUnion(generator.windows) }
        }
        return windows
    }

    /// The SLOs with one series each, by service and name.
    private static func ungrouped(_ set: SLODocumentSet) -> Set<[String]> {
        let documents = set.files.flatMap(\.slos).map(\.document)
        return Set(
            documents.filter { (try? RuleGenerator($0))?.isUngrouped == true }
                .map { [$0.definition.service, $0.definition.name] })
    }

    private static func name(of path: String) -> String {
        guard path != "-" else { return "slos" }
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        return name.isEmpty ? "slos" : name
    }

    /// All rules as one file.
    var joined: RuleFile { GeneratedRules(files.flatMap(\.generators), flavor: flavor).rules }

    /// The same for the Prometheus operator: a stream of objects.
    ///
    /// - Throws: when two objects would replace each other.
    func objects(_ options: KubernetesOptions) throws(Unusable) -> String {
        try checkObjects(options)
        return files.map { objects(of: $0, options) }.joined(separator: "---\n")
    }

    private func objects(of file: File, _ options: KubernetesOptions) -> String {
        file.objects.flatMap { metadata, generators in
            PrometheusRule.objects(
                GeneratedRules(generators, flavor: flavor, namespace: file.name).rules, options.applied(to: metadata))
        }.map(\.yaml).joined(separator: "---\n")
    }

    private func checkObjects(_ options: KubernetesOptions) throws(Unusable) {
        var names: Set<[String]> = []
        for metadata in files.flatMap(\.objects).map({ options.applied(to: $0.metadata) }) {
            guard names.insert([metadata.namespace ?? "", metadata.name]).inserted else {
                throw Unusable(
                    "--format operator: two documents give a PrometheusRule called \(metadata.name), of which one would "
                        + "replace the other; rename a file")
            }
        }
    }

    /// Writes the rules of each document and, where promtool reads them, their tests. Either all files are written or,
    /// as far as can be known before, none.
    ///
    /// - Parameter kubernetes: writes the objects of the Prometheus operator too; promtool does not read those, so the
    ///   plain rules stand beside them.
    func write(to directory: String, kubernetes: KubernetesOptions? = nil) throws(Unusable) {
        var names: Set<String> = []
        for file in files where !names.insert(file.name).inserted {
            throw Unusable("--out: two documents are called \(file.name), and would give the same files")
        }
        if let kubernetes { try checkObjects(kubernetes) }
        let folder = URL(filePath: directory, directoryHint: .isDirectory)
        do {
            guard !files.isEmpty else { return }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for file in files {
                let generated = GeneratedRules(file.generators, flavor: flavor, namespace: file.name)
                let rules = "\(file.name).rules.yml"
                try write(generated.rules.yaml, to: folder.appending(path: rules))
                if flavor.isReadByPromtool {
                    let tests = generated.tests(of: rules).yaml
                    try write(tests, to: folder.appending(path: "\(file.name).rules.test.yml"))
                }
                if let kubernetes {
                    try write(
                        objects(of: file, kubernetes), to: folder.appending(path: "\(file.name).prometheusrule.yml"))
                }
            }
        } catch {
            throw Unusable("--out: \(directory): \(error.localizedDescription)")
        }
    }

    private func write(_ text: String, to file: URL) throws { try Data(text.utf8).write(to: file, options: .atomic) }
}

extension RulesOutput.File {
    /// - Parameter object: where the SLO is in one itself; else that of the file.
    fileprivate mutating func add(_ generator: RuleGenerator, object: PrometheusRule.Metadata?) {
        generators.append(generator)
        let metadata = object ?? PrometheusRule.Metadata(name: KubernetesText.name(name) ?? "slos")
        if let index = objects.firstIndex(where: { $0.metadata == metadata }) {
            objects[index].generators.append(generator)
        } else {
            objects.append((metadata, [generator]))
        }
    }
}

extension ConfigurationProblem {
    fileprivate func saying(_ message: String) -> ConfigurationProblem {
        var problem = self
        problem.message = message
        return problem
    }
}
