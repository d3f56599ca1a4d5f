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

extension Decoder {
    /// Refuses keys that a value does not have: a misspelt one would be ignored, and a default taken that nobody
    /// wanted.
    func refuseUnknownKeys<Key: CodingKey & CaseIterable>(_: Key.Type, besides others: [String] = []) throws {
        let known = Key.allCases.map(\.stringValue) + others
        let found = try container(keyedBy: AnyKey.self).allKeys
        guard let unknown = found.first(where: { !known.contains($0.stringValue) }) else { return }
        throw SLOError(
            key: unknown.stringValue,
            "\(unknown.stringValue): there is no such key here; there are \(known.joined(separator: ", "))"
        ).decodingError(codingPath + [unknown])
    }
}

/// Whatever stands in a mapping.
struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
