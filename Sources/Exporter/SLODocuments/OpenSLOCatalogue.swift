/// The objects of all OpenSLO documents that are read together: an SLO may name those of another file.
///
/// A class, as ``ProblemLog`` is one, because it notes which files were of use; it lives as long as the reading and is
/// never shared between tasks.
final class OpenSLOCatalogue {
    private var objects: [String: [String: Field]] = [:]
    /// Files with an object that an SLO names.
    private(set) var usedFiles: Set<String> = []

    /// Kinds of `openslo/v1`. Those that no SLO needs are known all the same.
    static let kinds = [
        "SLO", "SLI", "Service", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "DataSource",
    ]

    /// The last of a name counts. Copies, as self-contained files have them, are no second object.
    func add(_ field: Field, kind: String, warnings: ProblemLog) {
        guard let name = field.child("metadata")?.peek("name") else { return }
        if let other = objects[kind]?[name], !other.node.isWritten(like: field.node) {
            other.warn(
                warnings,
                "is not used: \(Quoted.oneLine(field.log.file)):\(field.line) has the \(kind) \(Quoted.value(name)) too, "
                    + "and the last one counts")
        }
        objects[kind, default: [:]][name] = field
    }

    /// An object that an SLO names, or nil.
    func object(_ kind: String, named name: String) -> Field? {
        let object = objects[kind]?[name]
        if let object { usedFiles.insert(object.log.file) }
        return object
    }

    /// The `spec` of such an object.
    func spec(_ kind: String, named name: String) -> Field? { object(kind, named: name)?.child("spec") }
}
