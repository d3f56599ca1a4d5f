import Foundation

/// A path of target files, in whose last part `*` and `?` stand for anything, as in Prometheus' `files`.
struct TargetPath: Sendable, Equatable, CustomStringConvertible {
    /// As it was written.
    let description: String
    /// With its slash at the end; empty for the working directory.
    private let folder: String
    private let name: String

    static let rule = "is not a path of target files (they end in .json, .yml or .yaml; * stands in the last part only)"

    /// Nil when the ending is not one of a target file, or a part but the last has a `*`.
    init?(_ text: String) {
        let endings = [".json", ".yml", ".yaml", ".JSON", ".YML", ".YAML"]
        guard !text.utf8.contains(0), endings.contains(where: text.hasSuffix) else { return nil }
        description = text
        let split = text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex
        folder = String(text[..<split])
        name = String(text[split...])
        guard !folder.contains("*") else { return nil }
    }

    /// Whether it stands for the files that are called like it, and not for one.
    var isPattern: Bool { name.contains("*") || name.contains("?") }

    var folderPath: String { folder.isEmpty ? "." : folder }

    /// The files of a pattern, in the order of their names, compared as bytes. Blocks on the file system.
    ///
    /// - Throws: when the folder cannot be read.
    func listing() throws(BoundedFile.Unreadable) -> [String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folderPath).filter {
                Self.matches(name, $0)
            }
            return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder + $0 }
        } catch {
            throw BoundedFile.Unreadable(reason: error.localizedDescription)
        }
    }

    /// Whether a file is one of this path's.
    func matches(_ file: String) -> Bool {
        file.hasPrefix(folder) && Self.matches(name, String(file.dropFirst(folder.count)))
    }

    /// In time of the product of the lengths: only the last `*` is ever tried again.
    private static func matches(_ pattern: String, _ name: String) -> Bool {
        let (pattern, name) = (Array(pattern.unicodeScalars), Array(name.unicodeScalars))
        var (p, n) = (0, 0)
        var lastStar: (p: Int, n: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" {
                lastStar = (p, n)
                p += 1
            } else if p < pattern.count, name[n] != "/", pattern[p] == "?" || pattern[p] == name[n] {
                (p, n) = (p + 1, n + 1)
            } else if let star = lastStar, name[star.n] != "/" {
                lastStar = (star.p, star.n + 1)
                (p, n) = (star.p + 1, star.n + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}

extension Field {
    /// Relative to the folder of the file that it stands in.
    func targetPath() -> TargetPath? {
        guard let text = filePath() else { return nil }
        guard let path = TargetPath(text) else {
            report("\(Quoted.value(scalar ?? text)) \(TargetPath.rule)")
            return nil
        }
        return path
    }
}
