import Foundation
import NinesMetrics
import Testing

@testable import nines

/// Files that all probes share are read once, and again when they have changed and somebody says so.
@Suite struct SharedFilesTests {
    /// A folder with texts, how often each was read, and a clock that a test moves.
    private final class Desk: Sendable {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)").path()
        private let state = Lock((readings: [String](), now: ContinuousClock.now))

        init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        var readings: [String] { state.withLock { $0.readings } }

        func write(_ text: String, to name: String) throws {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }

        func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

        func pass(_ time: Duration) { state.withLock { $0.now += time } }

        func files(whileReading body: @escaping @Sendable () -> Void = {}) -> SharedFiles<String, String> {
            SharedFiles(
                patience: .seconds(10), now: { self.state.withLock { $0.now } }, paths: { ["\(self.folder)/\($0)"] },
                read: { name throws(DialFailure) in
                    self.state.withLock { $0.readings.append(name) }
                    body()
                    guard let text = try? String(contentsOfFile: "\(self.folder)/\(name)", encoding: .utf8) else {
                        throw DialFailure(.tls, "no \(name)")
                    }
                    return text
                })
        }
    }

    private static let missing = DialFailure(.tls, "no a (tried again after 10 s, or at a reload)")

    @Test func `a hundred who come at once share one reading`() async throws {
        let desk = try Desk()
        try desk.write("one", to: "a")
        let files = desk.files(whileReading: { usleep(20_000) })
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await files.value(for: "a") } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(texts == ["one"])
        #expect(desk.readings == ["a"])
        #expect(files.known("a") == "one")
    }

    @Test func `a failure is the answer for a while, and says so`() async throws {
        let desk = try Desk()
        let files = desk.files()
        for _ in 0..<3 { await #expect(throws: Self.missing) { try await files.value(for: "a") } }
        #expect(desk.readings == ["a"])
        try desk.write("one", to: "a")
        desk.pass(.seconds(9))
        await #expect(throws: Self.missing) { try await files.value(for: "a") }
        desk.pass(.seconds(1))
        #expect(try await files.value(for: "a") == "one")
        #expect(desk.readings == ["a", "a"])
    }

    @Test func `a changed file is read again at a renewal and not before`() async throws {
        let desk = try Desk()
        try desk.write("one", to: "a")
        let files = desk.files()
        #expect(try await files.value(for: "a") == "one")
        try desk.write("two", to: "a")
        #expect(try await files.value(for: "a") == "one")
        #expect(await files.renew(["a"]).isEmpty)
        #expect(files.known("a") == "two")
        #expect(await files.renew(["a"]).isEmpty)
        #expect(desk.readings == ["a", "a"])
    }

    @Test func `what cannot be read any more stays as it was`() async throws {
        let desk = try Desk()
        try desk.write("one", to: "a")
        let files = desk.files()
        #expect(await files.renew(["a"]).isEmpty)
        try desk.remove("a")
        #expect(await files.renew(["a"]) == [Self.missing])
        #expect(try await files.value(for: "a") == "one")
    }

    @Test func `a renewal reads ahead, tries failures again and forgets the rest`() async throws {
        let desk = try Desk()
        try desk.write("two", to: "b")
        let files = desk.files()
        #expect(await files.renew(["a", "b"]) == [Self.missing])
        #expect(files.known("b") == "two")
        try desk.write("one", to: "a")
        #expect(await files.renew(["a"]).isEmpty)
        #expect(files.known("a") == "one")
        #expect(files.known("b") == nil)
        #expect(desk.readings.sorted() == ["a", "a", "b"])
    }
}
