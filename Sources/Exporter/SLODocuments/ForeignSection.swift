/// A mapping of another tool's grammar. What this one does not know there is named in a warning and left out: a document
/// that its own tool accepts shall not be refused for a key that means nothing here.
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
                warnings.report(line: entry.keyLine, path: entry.value.path, "is not carried over: an unknown key")
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

    /// Names what is there and has no meaning in rules.
    func skip(_ key: String, _ reason: String, warnings: ProblemLog) {
        guard let field = self[key] else { return }
        warnings.report(line: field.line, path: field.path, "is not carried over: \(reason)")
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

    func warn(_ warnings: ProblemLog, _ message: String) {
        warnings.report(line: line, path: path, message)
    }
}
