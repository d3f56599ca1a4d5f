/// A target of a file, before relabelling.
struct DiscoveredTarget: Sendable, Equatable {
    /// The group's, `__address__`, and `__meta_filepath`. None is empty.
    var labels: [String: String]
    var place: Place

    /// Where a target stands, for messages.
    struct Place: Sendable, Equatable, CustomStringConvertible {
        var file: String
        var line: Int
        /// Such as `[0].targets[2]`.
        var path: String

        var description: String { "\(Quoted.oneLine(file)):\(line): \(path)" }
    }

    /// The targets of a list of groups.
    ///
    /// - Throws: everything that is wrong with it, one problem a line.
    static func all(in root: YAMLNode, file: String) throws(ConfigurationError) -> [DiscoveredTarget] {
        let log = ProblemLog(file: file)
        let targets = Field(node: root, path: "", log: log).groups()
        guard log.problems.isEmpty else { throw ConfigurationError(problems: log.problems) }
        return targets
    }
}

extension Field {
    fileprivate func groups() -> [DiscoveredTarget] {
        items().flatMap { group in
            guard !group.node.isNull, let entries = group.entries() else {
                if group.node.isNull { group.report("is empty (a group is {targets: [...], labels: {...}})") }
                return [DiscoveredTarget]()
            }
            var addresses: [(text: String, field: Field)] = []
            var labels: [String: String] = [:]
            for entry in entries {
                switch entry.key {
                case "targets": addresses = entry.value.items().compactMap { item in item.address().map { ($0, item) } }
                case "labels": labels = entry.value.groupLabels()
                default:
                    let hint = Nearest.hint(for: entry.key, among: ["targets", "labels"]) ?? "known: targets, labels"
                    log.report(line: entry.keyLine, path: entry.value.path, "unknown key (\(hint))")
                }
            }
            labels[LabelNames.file] = log.file
            return addresses.map { address in
                var target = DiscoveredTarget(
                    labels: labels, place: .init(file: log.file, line: address.field.line, path: address.field.path))
                target.labels[LabelNames.address] = address.text
                return target
            }
        }
    }

    private func address() -> String? {
        if node.isNull {
            report("must not be empty")
            return nil
        }
        return text()
    }

    /// An empty value is an absent label, and so is one of `null`, as for Prometheus.
    private func groupLabels() -> [String: String] {
        var labels: [String: String] = [:]
        for entry in entries() ?? [] {
            guard LabelNames.isName(entry.key) else {
                log.report(line: entry.keyLine, path: entry.value.path, LabelNames.nameRule)
                continue
            }
            guard !entry.value.node.isNull, let text = entry.value.text(mayBeEmpty: true), !text.isEmpty else {
                continue
            }
            labels[entry.key] = text
        }
        return labels
    }
}
