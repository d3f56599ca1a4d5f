/// A mapping whose keys the grammar fixes. Unknown keys are reported when it is opened, so a misspelt key never passes
/// for an absent one, and so are those that the grammar always requires.
struct Section<Key: ConfigurationKey> {
    /// The mapping itself, to report what concerns it as a whole.
    let field: Field
    private var values: [Key: Field] = [:]

    /// Nil when `field` is no mapping, which is reported.
    init?(_ field: Field, keys: Key.Type = Key.self) {
        guard let entries = field.entries() else { return nil }
        self.field = field
        for entry in entries {
            if let key = Key(rawValue: entry.key) {
                values[key] = entry.value
            } else {
                field.log.report(line: entry.keyLine, path: entry.value.path, Self.refusal(of: entry.key))
            }
        }
        for key in Key.required where values[key] == nil { reportAbsence(of: key) }
    }

    /// Nil when the file does not set the key.
    subscript(key: Key) -> Field? { values[key] }

    /// A key that must be there in the present case. Its absence is reported unless that was done when the mapping was
    /// opened, as the key is always required.
    func required(_ key: Key) -> Field? {
        if values[key] == nil, !Key.required.contains(key) { reportAbsence(of: key) }
        return values[key]
    }

    private func reportAbsence(of key: Key) {
        field.report("\(key.rawValue) is missing")
    }

    private static func refusal(of key: String) -> String {
        if Key.blackboxKeys.contains(key) { return "this key of blackbox_exporter is not supported yet" }
        if Key.plannedKeys.contains(key) { return "not supported yet" }
        let known = Key.allCases.map(\.rawValue)
        return "unknown key (\(Nearest.hint(for: key, among: known) ?? "known: " + known.joined(separator: ", ")))"
    }
}
