/// Why a definition cannot be used: the rule it breaks, with the value that breaks it.
public struct SLOError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The configuration key the rule is about, such as `objective` or `long`, so that a reader of documents can
    /// add file and line.
    public let key: String
    /// A sentence that names the value and the rule.
    public let description: String

    package init(key: String, _ description: String) {
        self.key = key
        self.description = description
    }

    /// The same broken rule as a decoder reports it, with the path to the value.
    package func decodingError(_ path: [any CodingKey]) -> DecodingError {
        DecodingError.dataCorrupted(
            DecodingError.Context(codingPath: path, debugDescription: description, underlyingError: self))
    }
}
