import NinesSLO

extension Configuration {
    /// Reads and checks a configuration file. Paths inside it are relative to the working directory, as in
    /// blackbox_exporter. Blocks on the file system.
    ///
    /// - Throws: everything that is wrong with the file, one problem a line.
    static func load(file: String) throws(ConfigurationError) -> Configuration {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(file, limit: YAMLLimits.size)
        } catch {
            throw ConfigurationError(
                problems: [ConfigurationProblem(file: file, message: "cannot be read: \(error.reason)")])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = 1 + firstInvalidPrefix(bytes).count { $0 == UInt8(ascii: "\n") }
            throw ConfigurationError(
                problems: [ConfigurationProblem(file: file, line: line, message: "not UTF-8")])
        }
        return try parse(text, file: file)
    }

    /// Checks the text of a configuration file.
    ///
    /// - Parameter file: named in messages, not opened. Files that the text names are looked at.
    /// - Throws: everything that is wrong with the text, one problem a line, each with its line.
    static func parse(_ text: String, file: String) throws(ConfigurationError) -> Configuration {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(text, file: file)
        } catch {
            throw ConfigurationError(problems: [error])
        }
        let log = ProblemLog(file: file)
        let configuration = ConfigurationReader().read(Field(node: root, path: "", log: log))
        guard let configuration, log.problems.isEmpty else { throw ConfigurationError(problems: log.problems) }
        return configuration
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
