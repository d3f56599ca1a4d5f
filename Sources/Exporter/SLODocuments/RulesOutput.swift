import Foundation
import NinesSLO
import NinesSLOTools

/// The rules of documents, ready to be written.
struct RulesOutput {
    struct File {
        /// Of the document, without its extension.
        var name: String
        var generators: [RuleGenerator]
    }

    /// Only those with an SLO.
    private(set) var files: [File] = []
    /// In one line each.
    private(set) var warnings: [String] = []
    private let flavor: RuleFlavor

    /// - Throws: everything that is wrong with the documents. Blocks on the file system.
    init(_ paths: [String], flavor: RuleFlavor) throws(CommandFailure) {
        do throws(ConfigurationError) {
            try self.init(SLODocumentSet.load(paths), flavor: flavor)
        } catch {
            throw .unusable(error.description)
        }
    }

    init(_ set: SLODocumentSet, flavor: RuleFlavor) throws(ConfigurationError) {
        self.flavor = flavor
        var warnings = set.warnings
        var problems: [ConfigurationProblem] = []
        let extra = Self.windowsOfParts(set)
        let ungrouped = Self.ungrouped(set)
        for file in set.files where !file.slos.isEmpty {
            var generators: [RuleGenerator] = []
            for entry in file.slos {
                let place = ConfigurationProblem(
                    file: file.path, line: entry.field.line, path: entry.field.path, message: "")
                do throws(SLOError) {
                    var generator = try RuleGenerator(entry.document)
                    let definition = entry.document.definition
                    generator.extraWindows = extra[[definition.service, definition.name]] ?? []
                    generator.ungroupedParts = ungrouped
                    warnings += generator.warnings.map { place.saying($0) }
                    // VictoriaMetrics is the judge of its own language.
                    for fault in generator.faults where flavor != .victoriametrics && !fault.isMetricsQL {
                        problems.append(
                            place.saying("a query is not PromQL, and Prometheus would refuse the file: \(fault)"))
                    }
                    generators.append(generator)
                } catch {
                    problems.append(place.saying("\(error.key) \(error.sentence)"))
                }
            }
            files.append(File(name: Self.name(of: file.path), generators: generators))
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        self.warnings = warnings.map(\.description)
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

    /// Writes the rules of each document and, where promtool reads them, their tests. Either all files are written or,
    /// as far as can be known before, none.
    func write(to directory: String) throws(CommandFailure) {
        var names: Set<String> = []
        for file in files where !names.insert(file.name).inserted {
            throw .unusable("--out: two documents are called \(file.name), and would give the same files")
        }
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
            }
        } catch {
            throw .unusable("--out: \(directory): \(error.localizedDescription)")
        }
    }

    private func write(_ text: String, to file: URL) throws { try Data(text.utf8).write(to: file, options: .atomic) }
}

extension ConfigurationProblem {
    fileprivate func saying(_ message: String) -> ConfigurationProblem {
        var problem = self
        problem.message = message
        return problem
    }
}
