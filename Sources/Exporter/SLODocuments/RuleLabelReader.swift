import NinesSLO
import NinesSLOTools

/// Reads labels and annotations that go into rules.
///
/// The rules are Prometheus' own (`promtool check rules`): any label name, also with `__` as Grafana's
/// `__dashboardUid__`. Only the label `__name__` is refused, as it is the name of the series.
enum RuleLabelReader {
    /// Reports names that Prometheus refuses. Empty values are absent labels.
    static func labels(_ field: Field?) -> [String: String] { pairs(field, refusing: "__name__") }

    static func annotations(_ field: Field?) -> [String: String] { pairs(field, refusing: nil) }

    private static func pairs(_ field: Field?, refusing reserved: String?) -> [String: String] {
        var pairs: [String: String] = [:]
        for (name, line, value) in field?.entries() ?? [] {
            guard LabelNames.isName(name), name != reserved else {
                value.log.report(
                    line: line, path: value.path,
                    name == reserved
                        ? "this label is the name of the series"
                        : LabelNames.nameRule)
                continue
            }
            guard let texts = texts(value) else { continue }
            let text = texts.joined(separator: ",")
            if !text.isEmpty { pairs[name] = text }
        }
        return pairs
    }

    /// What an OpenSLO object says, by the names that Kubernetes allows there.
    static func openSLO(_ field: Field?) -> [String: [String]] {
        var pairs: [String: [String]] = [:]
        for (name, _, value) in field?.entries() ?? [] { pairs[name] = texts(value) }
        return pairs
    }

    /// The same for rules: characters that Prometheus does not allow become `_`, with a warning.
    static func openSLOLabels(_ field: Field?, warnings: ProblemLog) -> [String: String] {
        var pairs: [String: String] = [:]
        for (name, line, value) in field?.entries() ?? [] {
            let legal = legalName(name)
            if legal != name {
                value.warn(warnings, line: line, "becomes \(legal): Prometheus has no such label names")
            }
            let text = texts(value)?.joined(separator: ",") ?? ""
            if !text.isEmpty { pairs[legal] = text }
        }
        return pairs
    }

    private static func legalName(_ name: String) -> String {
        let characters = name.unicodeScalars.map { scalar -> Character in
            LabelNames.isName("_\(scalar)") ? Character(scalar) : "_"
        }
        let legal = String(characters)
        return LabelNames.isName(legal) && legal != "__name__" ? legal : "label_" + legal
    }

    /// A scalar or a list of them; nil when nothing stands there.
    private static func texts(_ field: Field) -> [String]? {
        if field.node.isNull { return nil }
        guard case .sequence = field.node.content else { return field.text(mayBeEmpty: true).map { [$0] } }
        return field.items().compactMap { $0.text(mayBeEmpty: true) }
    }
}

extension ValueGrammar where Value == [String: String] {
    static var ruleLabels: Self { rule(reserved: ["__name__"]) { RuleLabelReader.labels($0) } }
    static var ruleAnnotations: Self { rule(reserved: []) { RuleLabelReader.annotations($0) } }

    private static func rule(reserved: [String], read: @escaping @Sendable (Field) -> Value) -> Self {
        Self(
            .names(
                NameRule(pattern: "^[A-Za-z_][A-Za-z0-9_]*$", reserved: reserved),
                .either(.text(mayBeEmpty: true), .list(.text(mayBeEmpty: true)))),
            write: { .texts($0.sorted { $0.key < $1.key }) }, merge: { $0.merging($1) { own, _ in own } }, read: read)
    }
}
