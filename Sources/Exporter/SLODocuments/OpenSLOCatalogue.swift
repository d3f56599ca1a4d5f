/// The objects of all OpenSLO documents that are read together: an SLO may name those of another file.
struct OpenSLOCatalogue {
    private var objects: [String: [String: Field]] = [:]

    /// Kinds of `openslo/v1`. Those that no SLO needs are known all the same.
    static let kinds = [
        "SLO", "SLI", "Service", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "DataSource",
    ]

    mutating func add(_ field: Field, kind: String) {
        guard let name = field.child("metadata")?.peek("name") else { return }
        objects[kind, default: [:]][name] = field
    }

    /// The `spec` of an object, or nil.
    func spec(_ kind: String, named name: String) -> Field? { objects[kind]?[name]?.child("spec") }
}
