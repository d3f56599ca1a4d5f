import NinesSLO

extension Configuration {
    /// Reads and checks a configuration file. Paths inside it are relative to the working directory, as in
    /// blackbox_exporter. Blocks on the file system.
    ///
    /// - Throws: everything that is wrong with the file, one problem a line.
    static func load(file: String) throws(ConfigurationError) -> Configuration {
        try parse(ConfigurationText.load(file, limit: YAMLLimits.size), file: file)
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
}
