import Foundation
import Testing

@testable import nines

@Suite struct TargetFilesTests {
    @Test(arguments: ["a.yml", "/etc/x/a.json", "./*.yaml", "x/tg_*.YML", "?.JSON", "a*b*.yml"])
    func `paths of target files are taken`(_ text: String) {
        #expect(TargetPath(text)?.description == text)
    }

    @Test(arguments: ["", "a", "a.txt", "*/a.yml", "a*/b.yml", "a.Yml", "x/.ymlx", "a\0.yml"])
    func `others are not`(_ text: String) {
        #expect(TargetPath(text) == nil)
    }

    @Test func `a path that is none is refused with its place`() throws {
        let log = ProblemLog(file: "nines.yml")
        let root = try YAMLDocument.parse("[a.yml, '*/b.yml']", file: log.file)
        #expect(Field(node: root, path: "files", log: log).targetPaths().map(\.description) == ["a.yml"])
        #expect(
            log.problems.map(\.description) == [
                "nines.yml:1: files[1]: \"*/b.yml\" is not a path of target files "
                    + "(they end in .json, .yml or .yaml; * stands in the last part only)"
            ])
    }

    @Test func `stars stand in names only`() throws {
        let path = try #require(TargetPath("x/a*b?.yml"))
        for file in ["x/abc.yml", "x/aXXbbü.yml", "x/a*b?.yml"] { #expect(path.matches(file), "\(file)") }
        for file in ["x/ab.yml", "abc.yml", "x/a/bc.yml", "x/y/abc.yml", "x/abc.ymlx", "x/ab/.yml"] {
            #expect(!path.matches(file), "\(file)")
        }
        let stars = try #require(TargetPath(String(repeating: "*a", count: 50) + "*b.yml"))
        #expect(!stars.matches(String(repeating: "a", count: 5_000) + ".yml"))
    }

    @Test func `a file that breaks keeps its targets, and one that is gone loses them`() throws {
        var files = try TargetFiles([#require(TargetPath("x/*.yml"))])
        var disk = ["x/a.yml": "- {targets: [a, aa]}", "x/b.yml": "- {targets: [b]}"]
        #expect(read(&files, disk) == Summary(["a", "aa", "b"]))
        disk["x/a.yml"] = "- {targets: [new"
        let broken = "x/a.yml:1: not YAML: while parsing a flow sequence: did not find expected ',' or ']' (at the end)"
        #expect(read(&files, disk) == Summary(["a", "aa", "b"], [broken, "x/a.yml: its last 2 targets are kept"]))
        disk["x/b.yml"] = nil
        disk["x/c.yml"] = "- {target: [c]}"
        let refused = "x/c.yml:1: [0].target: unknown key (did you mean targets?)"
        #expect(
            read(&files, disk) == Summary(["a", "aa"], [broken, "x/a.yml: its last 2 targets are kept", refused]))
        disk["x/a.yml"] = "- {targets: [new]}"
        disk["x/c.yml"] = "- {targets: [c]}"
        #expect(read(&files, disk) == Summary(["new", "c"]))
        disk["x/a.yml"] = nil
        #expect(read(&files, disk) == Summary(["c"]))
        disk["x/a.yml"] = "- {targets: [new"
        #expect(read(&files, disk) == Summary(["c"], [broken]))
    }

    @Test func `a folder that cannot be read keeps its files`() throws {
        var files = try TargetFiles([#require(TargetPath("x/*.yml")), #require(TargetPath("y.yml"))])
        let disk = ["x/a.yml": "- {targets: [a]}", "x/b.yml": "- {targets: [b]}", "y.yml": "- {targets: [y]}"]
        #expect(read(&files, disk) == Summary(["a", "b", "y"]))
        let reading = files.read(
            list: { (path) throws(BoundedFile.Unreadable) in
                if path.description == "y.yml" { return TargetPath.Listing(files: ["y.yml"]) }
                throw BoundedFile.Unreadable(reason: "Permission denied")
            }, load: loader(disk))
        #expect(
            Summary(reading) == Summary(["a", "b", "y"], ["x/*.yml: the folder cannot be read: Permission denied"]))
    }

    @Test func `a file that two paths name is read once`() throws {
        var files = try TargetFiles(["b.yml", "*.yml"].map { try #require(TargetPath($0)) })
        #expect(read(&files, ["a.yml": "- {targets: [a]}", "b.yml": "- {targets: [b]}"]) == Summary(["b", "a"]))
    }

    @Test func `files are found in the order of their names`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["b.yml", "B.yml", ".hidden.yml", "c.json", "ä.yml"] {
            try "[{\"targets\": [\"\(name)\"]}]".write(
                to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let place = folder.path()
        var files = TargetFiles(
            try ["*.yml", "c.json", "d.json", "gone/*.yml"].map { try #require(TargetPath("\(place)/\($0)")) })
        #expect(
            Summary(files.read())
                == Summary(
                    [".hidden.yml", "B.yml", "b.yml", "ä.yml", "c.json"],
                    ["\(place)/d.json: no such file", "\(place)/gone/*.yml: no such folder"]))
    }

    @Test func `a file that is too large is refused`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(repeating: UInt8(ascii: " "), count: TargetFile.sizeLimit + 1).write(to: file)
        let error = #expect(throws: ConfigurationError.self) { try TargetFile.load(file.path()) }
        #expect(error?.description == "\(file.path()): cannot be read: larger than 16777216 bytes")
    }

    /// What a reading says: the addresses and the messages.
    private struct Summary: Equatable {
        let addresses: [String]
        let problems: [String]

        init(_ addresses: [String], _ problems: [String] = []) {
            self.addresses = addresses
            self.problems = problems
        }

        init(_ reading: TargetFiles.Reading) {
            self.init(reading.targets.compactMap { $0.labels["__address__"] }, reading.problems.map(\.description))
        }
    }

    private func read(_ files: inout TargetFiles, _ disk: [String: String]) -> Summary {
        Summary(
            files.read(
                list: { (path) throws(BoundedFile.Unreadable) in
                    TargetPath.Listing(files: disk.keys.filter(path.matches).sorted())
                }, load: loader(disk)))
    }

    private func loader(_ disk: [String: String]) -> TargetFiles.Load {
        { (file) throws(ConfigurationError) in try TargetFile.parse(disk[file] ?? "", file: file) }
    }
}
