/// The text of a file that ought to be YAML.
enum ConfigurationText {
    /// - Parameter limit: in bytes.
    /// - Throws: one problem when the file cannot be read, is too large or is not UTF-8. Blocks on the file system.
    static func load(_ file: String, limit: Int) throws(ConfigurationError) -> String {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(file, limit: limit)
        } catch {
            throw ConfigurationError(
                problems: [ConfigurationProblem(file: file, message: "cannot be read: \(error.reason)")])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = 1 + firstInvalidPrefix(bytes).count { $0 == UInt8(ascii: "\n") }
            throw ConfigurationError(problems: [ConfigurationProblem(file: file, line: line, message: "not UTF-8")])
        }
        return text
    }

    /// What stands before the first byte that is no UTF-8.
    private static func firstInvalidPrefix(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&rest) { valid += UTF8.width(scalar) }
        return bytes.prefix(valid)
    }
}
