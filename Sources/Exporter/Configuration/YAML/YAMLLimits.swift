/// What a configuration file may be at most. Far above real files; they keep a hostile or mistaken one from taking the
/// process' memory or time.
enum YAMLLimits {
    /// Bytes. Some 5,000 targets.
    static let size = 1 << 20
    /// Lists and mappings inside each other. The grammar needs nine.
    static let depth = 64
    /// Nodes once every alias is replaced by what it stands for. A file of the largest size without aliases has fewer.
    static let nodes = 1_000_000
    /// Keys that occur twice and are reported with both lines, among the other problems. Each takes one more parse, so
    /// of a file with more of them only the first is reported.
    static let duplicates = 20

    static func tooDeep(file: String, line: Int) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: line, message: "nested deeper than \(depth) lists and mappings")
    }
}
