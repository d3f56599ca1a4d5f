import Foundation

/// The documents of a folder that stands where a file may.
enum DocumentFolder {
    private static let extensions: Set<String> = ["yml", "yaml"]
    /// What `nines slo rules --out` writes, maybe into the same folder.
    private static let generated = [".rules.yml", ".rules.test.yml", ".prometheusrule.yml"]

    /// The paths, with the files of a folder, by name, in its place. Folders in it are not looked into. Blocks.
    ///
    /// - Throws: one problem for a folder without documents.
    static func files(of paths: [String]) throws(ConfigurationError) -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                files.append(path)
                continue
            }
            // A folder that cannot be read has none.
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { isDocument($0) }
            guard !names.isEmpty else {
                throw ConfigurationError(
                    problems: [
                        ConfigurationProblem(
                            file: path, message: "no .yml or .yaml file with documents is in this folder")
                    ])
            }
            let folder = URL(filePath: path, directoryHint: .isDirectory)
            files += names.sorted().map { folder.appending(path: $0).relativePath }
        }
        return files
    }

    private static func isDocument(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let dot = name.lastIndex(of: ".") else { return false }
        return extensions.contains(name[name.index(after: dot)...].lowercased())
            && !generated.contains { name.hasSuffix($0) }
    }
}
