/// A label's name together with the type of its values, by which the compiler checks what a family is asked for.
///
/// ```swift
/// let requests = try registry.counter(
///     "http_requests_total", help: "Requests served.", labels: LabelName("method"), LabelName("status", of: Int.self))
/// requests.increment("GET", 200)
/// ```
public struct LabelName<Value: LabelValue>: Sendable {
    package let name: String

    /// A label whose values are of type `Value`. Registration checks the name.
    public init(_ name: String, of: Value.Type) {
        self.name = name
    }
}

extension LabelName where Value == String {
    /// A label whose values are strings.
    public init(_ name: String) {
        self.name = name
    }
}
