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
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
