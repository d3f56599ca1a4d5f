import Foundation
import NinesMetrics
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

    @Test func `stars stand in names only`() throws {
        let path = try #require(TargetPath("x/a*b?.yml"))
        for file in ["x/abc.yml", "x/aXXbbü.yml", "x/a*b?.yml"] { #expect(path.matches(file), "\(file)") }
        for file in ["x/ab.yml", "abc.yml", "x/a/bc.yml", "x/y/abc.yml", "x/abc.ymlx", "x/ab/.yml"] {
            #expect(!path.matches(file), "\(file)")
        }
        let stars = try #require(TargetPath(String(repeating: "*a", count: 50) + "*b.yml"))
        #expect(!stars.matches(String(repeating: "a", count: 5_000) + ".yml"))
    }

    @Test func `a file that breaks keeps its targets, and one that a pattern finds no more loses them`() throws {
        let stage = try Stage("x/*.yml")
        stage.files = ["x/a.yml": "- {targets: [a, aa]}", "x/b.yml": "- {targets: [b]}"]
        #expect(stage.look() == Summary(["a", "aa", "b"]))
        stage.files["x/a.yml"] = "- {targets: [new"
        let broken = "x/a.yml:1: not YAML: while parsing a flow sequence: did not find expected ',' or ']' (at the end)"
        #expect(
            stage.look() == Summary(["a", "aa", "b"], [broken, "x/a.yml: its last 2 targets are kept"], unusable: 1))
        stage.files["x/b.yml"] = nil
        stage.files["x/c.yml"] = "- {target: [c]}"
        let refused = "x/c.yml:1: [0].target: unknown key (did you mean targets?)"
        #expect(
            stage.look()
                == Summary(["a", "aa"], [broken, "x/a.yml: its last 2 targets are kept", refused], unusable: 2))
        stage.files["x/a.yml"] = "- {targets: [new]}"
        stage.files["x/c.yml"] = "- {targets: [c]}"
        #expect(stage.look() == Summary(["new", "c"]))
        stage.files["x/a.yml"] = nil
        #expect(stage.look() == Summary(["c"]))
        stage.files["x/a.yml"] = "- {targets: [new"
        #expect(stage.look() == Summary(["c"], [broken], unusable: 1))
    }

    @Test func `a file that is named and gone keeps its targets, and one that was never there has none`() throws {
        let stage = try Stage("y.yml", "z.yml")
        stage.files = ["y.yml": "- {targets: [y]}"]
        #expect(stage.look() == Summary(["y"], ["z.yml: no such file"], unusable: 1))
        stage.files = [:]
        #expect(
            stage.look()
                == Summary(
                    ["y"],
                    [
                        "y.yml: cannot be read: No such file or directory", "y.yml: its last 1 targets are kept",
                        "z.yml: no such file",
                    ], unusable: 2))
        stage.files = ["y.yml": "[]", "z.yml": "- {targets: [z]}"]
        #expect(stage.look() == Summary(["z"]))
    }

    @Test func `a folder that cannot be read or is gone keeps its files`() throws {
        let stage = try Stage("x/*.yml", "y.yml")
        stage.files = ["x/a.yml": "- {targets: [a]}", "x/b.yml": "- {targets: [b]}", "y.yml": "- {targets: [y]}"]
        #expect(stage.look() == Summary(["a", "b", "y"]))
        stage.folder = .unreadable
        #expect(
            stage.look()
                == Summary(
                    ["a", "b", "y"],
                    ["x/*.yml: the folder cannot be read: Permission denied; its last 2 targets are kept"], unusable: 1)
        )
        stage.folder = .gone
        #expect(
            stage.look()
                == Summary(
                    ["a", "b", "y"], ["x/*.yml: no such folder; its last 2 targets are kept"], unusable: 1))
        stage.folder = .there
        stage.files["x/b.yml"] = nil
        #expect(stage.look() == Summary(["a", "y"]))
    }

    @Test func `what was half written is used once it is whole, and what is as it was again is no problem`() throws {
        let stage = try Stage("a.yml")
        stage.files = ["a.yml": "- {targets: [a]}"]
        #expect(stage.look() == Summary(["a"]))
        #expect(!stage.hasNews)
        stage.files = ["a.yml": "- {targets: [a, b"]
        #expect(stage.look().addresses == ["a"])
        #expect(!stage.hasNews, "it is broken as it was")
        stage.files = ["a.yml": "- {targets: [a]}"]
        #expect(stage.look() == Summary(["a"]))
        stage.files = ["a.yml": "- {targets: [a, b]}"]
        #expect(stage.look() == Summary(["a", "b"]))
    }

    @Test func `what has not changed is neither listed nor read again`() throws {
        let stage = try Stage("x/*.yml", "y.yml")
        stage.files = ["x/a.yml": "- {targets: [a]}", "x/b.yml": "- {targets: [b]}", "y.yml": "- {targets: [y]}"]
        #expect(stage.look() == Summary(["a", "b", "y"]))
        #expect(stage.work == Work(lists: 1, reads: 3))
        #expect(!stage.hasNews)
        #expect(stage.work == Work(lists: 1, reads: 3))
        stage.files["x/b.yml"] = "- {targets: [c]}"
        #expect(stage.look() == Summary(["a", "c", "y"]))
        #expect(stage.work == Work(lists: 1, reads: 4))
        stage.files["x/c.yml"] = "- {targets: [d]}"
        #expect(stage.look() == Summary(["a", "c", "d", "y"]))
        #expect(stage.work == Work(lists: 2, reads: 5))
    }

    @Test func `what changed just before it was read is read again`() throws {
        let stage = try Stage("y.yml")
        stage.files = ["y.yml": "- {targets: [y]}"]
        stage.isSettled = false
        #expect(stage.look() == Summary(["y"]))
        #expect(!stage.hasNews)
        #expect(stage.work == Work(lists: 0, reads: 2))
    }

    @Test func `a file that two paths name is read once`() throws {
        let stage = try Stage("x/b.yml", "x/*.yml")
        stage.files = ["x/a.yml": "- {targets: [a]}", "x/b.yml": "- {targets: [b]}"]
        #expect(stage.look() == Summary(["b", "a"]))
        #expect(stage.work.reads == 2)
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
        let paths = try ["*.yml", "c.json", "d.json", "gone/*.yml"].map { try #require(TargetPath("\(place)/\($0)")) }
        var files = TargetFiles()
        _ = files.look(at: paths)
        #expect(
            Summary(files.reading(of: paths))
                == Summary(
                    [".hidden.yml", "B.yml", "b.yml", "ä.yml", "c.json"],
                    ["\(place)/d.json: no such file", "\(place)/gone/*.yml: no such folder"], unusable: 2))
    }

    @Test func `a file that is too large is refused`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(repeating: UInt8(ascii: " "), count: TargetFile.sizeLimit + 1).write(to: file)
        var files = TargetFiles()
        let path = try #require(TargetPath(file.path()))
        _ = files.look(at: [path])
        #expect(
            files.reading(of: [path]).problems.map(\.description)
                == ["\(file.path()): cannot be read: larger than 16777216 bytes"])
    }

    /// What a reading says: the addresses and the messages.
    private struct Summary: Equatable {
        let addresses: [String]
        let problems: [String]
        let unusable: Int

        init(_ addresses: [String], _ problems: [String] = [], unusable: Int = 0) {
            self.addresses = addresses
            self.problems = problems
            self.unusable = unusable
        }

        init(_ reading: TargetFiles.Reading) {
            self.init(
                reading.targets.compactMap { $0.labels["__address__"] }, reading.problems.map(\.description),
                unusable: reading.unusableFiles)
        }
    }

    private struct Work: Equatable {
        var lists = 0
        var reads = 0
    }

    /// Target files on a disk that holds what a test says, in one folder `x` and outside of it.
    private final class Stage {
        enum Folder { case there, unreadable, gone }

        var files: [String: String] = [:]
        var folder = Folder.there
        var isSettled = true
        var work: Work { counts.withLock { $0 } }
        private let counts = Lock(Work())
        private var known = TargetFiles()
        private let paths: [TargetPath]

        init(_ paths: String...) throws { self.paths = try paths.map { try #require(TargetPath($0)) } }

        func look() -> Summary {
            _ = known.look(at: paths, on: disk)
            return Summary(known.reading(of: paths))
        }

        /// Whether a further look finds something else.
        var hasNews: Bool { known.look(at: paths, on: disk) }

        private var disk: TargetDisk {
            let (files, folder, isSettled, counts) = (files, folder, isSettled, counts)
            @Sendable func stamp(_ text: String) -> FileStamp {
                FileStamp(change: Configuration.Source.hash(text.utf8), isSettled: isSettled)
            }
            let inside = files.keys.filter { $0.hasPrefix("x/") }.sorted()
            return TargetDisk(
                stamp: { path in
                    if path != "x/" { return files[path].map(stamp) }
                    // Changes as the names in it do.
                    return folder == .gone ? nil : stamp("\(folder) \(inside)")
                },
                list: { (path) throws(BoundedFile.Unreadable) in
                    counts.withLock { $0.lists += 1 }
                    if folder == .unreadable { throw BoundedFile.Unreadable(reason: "Permission denied") }
                    return inside.filter(path.matches)
                },
                read: { (file) throws(BoundedFile.Unreadable) in
                    counts.withLock { $0.reads += 1 }
                    guard let text = files[file] else {
                        throw BoundedFile.Unreadable(reason: "No such file or directory")
                    }
                    return Array(text.utf8)
                })
        }
    }
}
