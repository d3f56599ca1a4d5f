/// Upper and lower case as Go has them: each character by itself, by Unicode's simple mappings, so that none becomes
/// two (`ß` stays in upper case, where Swift's `uppercased()` makes `SS` of it).
enum SimpleCase {
    static func upper(_ text: String) -> String {
        mapped(text) { scalar in
            // The few letters whose full upper case is two letters have a simple one where their title case is one.
            single(scalar.properties.uppercaseMapping) ?? single(scalar.properties.titlecaseMapping) ?? scalar
        }
    }

    static func lower(_ text: String) -> String {
        // İ alone has a full lower case of two, an i and a dot, the first of which is the simple one.
        mapped(text) { $0.properties.lowercaseMapping.unicodeScalars.first ?? $0 }
    }

    private static func mapped(_ text: String, _ map: (Unicode.Scalar) -> Unicode.Scalar) -> String {
        var mapped = ""
        mapped.unicodeScalars.append(contentsOf: text.unicodeScalars.lazy.map(map))
        return mapped
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}
