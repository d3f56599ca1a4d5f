/// A mapping of another tool's grammar. What this one does not know there is named in a warning and left out: a
/// document that its own tool accepts shall not be refused for a key that means nothing here.
struct ForeignSection {
    let field: Field
    private var values: [String: Field] = [:]

    /// Nil when `field` is no mapping, which is reported.
    init?(_ field: Field, known: [String], warnings: ProblemLog) {
        guard let entries = field.entries() else { return nil }
        self.field = field
        for entry in entries {
            if known.contains(entry.key) {
                values[entry.key] = entry.value
            } else {
                entry.value.warn(warnings, line: entry.keyLine, "is not carried over: an unknown key")
            }
        }
    }

    /// Nil when the document does not set the key, or sets it to nothing.
    subscript(key: String) -> Field? {
        guard let field = values[key], !field.node.isNull else { return nil }
        return field
    }

    /// Reports the absence of a key that must be there.
    func required(_ key: String) -> Field? {
        if self[key] == nil { field.report("\(key) is missing") }
        return self[key]
    }

    /// Reports keys that say the same thing, or exclude each other, where more than one of them is set: nobody can know
    /// which is meant.
    ///
    /// - Returns: whether at most one is.
    func atMostOne(of keys: [String]) -> Bool {
        let set = keys.filter { self[$0] != nil }
        for key in set.dropFirst() { self[key]?.report("\(set[0]) is set too: give one of the two") }
        return set.count < 2
    }

    /// Names what is there and has no meaning in rules.
    func skip(_ key: String, _ reason: String, warnings: ProblemLog) {
        self[key]?.warn(warnings, "is not carried over: \(reason)")
    }
}

extension Field {
    /// The scalar under a key, without complaint about what it is.
    func peek(_ key: String) -> String? {
        guard case .mapping(let entries) = node.content,
            case .scalar(let text, _)? = entries.first(where: { $0.key == key })?.value.content
        else { return nil }
        return text
    }

    /// Of a mapping, without complaint where it is none.
    var keys: [String] {
        guard case .mapping(let entries) = node.content else { return [] }
        return entries.map(\.key)
    }

    /// Of an object that an SLO uses: rules have the labels and annotations of SLOs only.
    func warnOfLabels(_ warnings: ProblemLog) {
        for key in ["labels", "annotations"] {
            guard let field = child("metadata")?.child(key), !field.keys.isEmpty else { continue }
            field.warn(warnings, "is not carried over: give \(key) to the SLO")
        }
    }
}
