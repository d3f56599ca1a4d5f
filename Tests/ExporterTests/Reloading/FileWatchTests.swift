import Foundation
import Testing

@testable import nines

@Suite struct FileWatchTests {
    private final class Watch {
        private var seen = FileWatch.Seen()

        func look(_ sources: [Configuration.Source]) -> Bool { seen.look(at: sources) }
        func look(_ patterns: [IncludePattern]) -> Bool { seen.look(at: patterns) }
    }

    private let folder = FileManager.default.temporaryDirectory.appending(path: "file-watch-\(UUID().uuidString)")

    private func write(_ text: String, _ name: String = "a.yml", at time: Double) throws -> Configuration.Source {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file, options: .atomic)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: file.path())
        return Configuration.Source(path: file.path(), content: text.utf8)
    }

    @Test func `tells of a file whose contents changed, once`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = try write("one", at: 1)
        let watch = Watch()
        #expect(!watch.look([source]))
        // Written again, with the same contents.
        _ = try write("one", at: 2)
        #expect(!watch.look([source]))
        let next = try write("two", at: 3)
        #expect(watch.look([source]))
        // It could not be used: what runs still has the old source, and nobody tries again for nothing.
        #expect(!watch.look([source]))
        // Or it could.
        #expect(!watch.look([next]))
        _ = try write("three", at: 4)
        #expect(watch.look([next]))
    }

    @Test func `a file that changed between its reading and the first look is told of`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = try write("one", at: 1)
        _ = try write("two", at: 1)
        let watch = Watch()
        #expect(watch.look([source]))
    }

    @Test func `a file that is gone is told of, and so is its return`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = try write("one", at: 1)
        let watch = Watch()
        #expect(!watch.look([source]))
        try FileManager.default.removeItem(atPath: source.path)
        #expect(watch.look([source]))
        #expect(!watch.look([source]))
        _ = try write("one", at: 1)
        #expect(watch.look([source]))
    }

    @Test func `a link that leads to another file is a change`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try write("one", "1.yml", at: 1)
        _ = try write("two", "2.yml", at: 1)
        let link = folder.appending(path: "current.yml")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder.appending(path: "1.yml"))
        let source = Configuration.Source(path: link.path(), content: "one".utf8)
        let watch = Watch()
        #expect(!watch.look([source]))
        try FileManager.default.removeItem(at: link)
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder.appending(path: "2.yml"))
        #expect(watch.look([source]))
    }

    @Test func `a file that a pattern of include stands for is told of when it comes and when it goes`() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try write("one", at: 1)
        let pattern = "\(folder.path())/*.yml"
        let files = IncludePattern.matches(of: pattern)
        #expect(files.count == 1)
        let watch = Watch()
        let known = IncludePattern(pattern: pattern, files: files)
        #expect(!watch.look([known]))
        _ = try write("two", "b.yml", at: 1)
        _ = try write("two", "b.txt", at: 1)
        #expect(watch.look([known]))
        // It could not be used, or it could.
        #expect(!watch.look([known]))
        let next = IncludePattern(pattern: pattern, files: IncludePattern.matches(of: pattern))
        #expect(!watch.look([next]))
        try FileManager.default.removeItem(at: folder.appending(path: "b.yml"))
        #expect(watch.look([next]))
    }

    @Test func `only a pattern of one folder has a folder`() {
        func folder(_ pattern: String) -> String? { IncludePattern(pattern: pattern, files: []).folder }
        #expect(folder("*.yml") == ".")
        #expect(folder("/*.yml") == "/")
        #expect(folder("teams/a/*.yml") == "teams/a")
        #expect(folder("teams/*/nines.yml") == nil)
    }
}
