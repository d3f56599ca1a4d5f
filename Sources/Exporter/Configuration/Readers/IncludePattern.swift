#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A pattern of names of files, and which there were when the configuration was read.
struct IncludePattern: Sendable, Equatable {
    let pattern: String
    /// By name.
    let files: [String]

    /// The folder in which alone files may come; nil where the pattern has more than one.
    var folder: String? {
        guard let slash = pattern.lastIndex(of: "/") else { return "." }
        let folder = pattern[..<slash]
        guard !folder.contains(where: { "*?[".contains($0) }) else { return nil }
        return folder.isEmpty ? "/" : String(folder)
    }

    /// As a shell finds them, by name. Blocks on the file system.
    static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }.sorted()
    }
}
