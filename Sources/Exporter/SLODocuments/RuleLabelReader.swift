/// Reads labels and annotations that go into rules.
enum RuleLabelReader {
    /// Reports names that Prometheus refuses. Empty values are absent labels.
    static func labels(_ field: Field?) -> [String: String] {
        pairs(field) { name, line, value in
            guard TargetLabelReader.isLabelName(name), !name.hasPrefix("__") else {
                value.log.report(
                    line: line, path: value.path,
                    "not a label name (letters, digits and _, beginning with a letter or _, but not with __)")
                return nil
            }
            return name
        }
    }

    /// The names are Prometheus' label names too.
    static func annotations(_ field: Field?) -> [String: String] { labels(field) }

    /// OpenSLO's: names are Kubernetes', values may be lists. Characters that Prometheus does not allow become `_`, with
    /// a warning.
    static func openSLOLabels(_ field: Field?, warnings: ProblemLog) -> [String: String] {
        pairs(field) { name, line, value in
            let legal = legalName(name)
            if legal != name {
                warnings.report(line: line, path: value.path, "becomes \(legal): Prometheus has no such label names")
            }
            return legal
        }
    }

    private static func legalName(_ name: String) -> String {
        let characters = name.unicodeScalars.map { scalar -> Character in
            TargetLabelReader.isLabelName("_\(scalar)") ? Character(scalar) : "_"
        }
        let legal = String(characters)
        return TargetLabelReader.isLabelName(legal) && !legal.hasPrefix("__") ? legal : "label_" + legal
    }

    private static func pairs(
        _ field: Field?, name: (_ key: String, _ line: Int, Field) -> String?
    ) -> [String: String] {
        var pairs: [String: String] = [:]
        for (key, line, value) in field?.entries() ?? [] {
            guard let name = name(key, line, value), let text = text(value), !text.isEmpty else { continue }
            pairs[name] = text
        }
        return pairs
    }

    private static func text(_ field: Field) -> String? {
        if field.node.isNull { return nil }
        guard case .sequence = field.node.content else { return field.text(mayBeEmpty: true) }
        return field.items().compactMap { $0.text(mayBeEmpty: true) }.joined(separator: ",")
    }
}
