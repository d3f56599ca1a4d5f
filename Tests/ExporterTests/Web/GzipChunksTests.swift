import Foundation
import TestSupport
import Testing

@testable import nines

@Suite struct GzipChunksTests {
    /// What the gzip program makes of a stream.
    private func unpacked(_ stream: [UInt8]) throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).gz")
        let (output, errors) = (file.appendingPathExtension("out"), file.appendingPathExtension("errors"))
        defer { for file in [file, output, errors] { try? FileManager.default.removeItem(at: file) } }
        try Data(stream).write(to: file)
        let gzip = try Program(["gzip", "-dc", file.path()], output: output.path(), errors: errors.path())
        try #require(gzip.exitCode() == 0)
        return Array(try Data(contentsOf: output))
    }

    /// Bytes that hardly compress.
    private func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 42
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    @Test func `pages of any chunks come back as they were`() throws {
        let text = Array(String(repeating: "requests_total{route=\"/\"} 12345\n", count: 20_000).utf8)
        let pages: [[[UInt8]]] = [
            [], [[]], [[1]], [[], [1], [], [2, 3], []], [text], [text, noise(100_000), text],
            (0..<100).map { [UInt8($0)] }, [noise(65_536)], [noise(200_000)],
        ]
        for page in pages {
            let chunks = Array(GzipChunks(page))
            #expect(try unpacked(Array(chunks.joined())) == Array(page.joined()))
        }
    }

    @Test func `a stream can be walked again`() {
        let chunks = GzipChunks([Array("a 1\n".utf8), Array("b 2\n".utf8)])
        #expect(Array(chunks) == Array(chunks))
    }

    @Test func `a long page is never held whole`() {
        let piece = noise(65_536)
        var taken = 0
        let page = sequence(state: 0) { state -> [UInt8]? in
            state += 1
            taken = state
            return state <= 100 ? piece : nil
        }
        var iterator = GzipChunks(page).makeIterator()
        var written = 0
        var longest = 0
        while let chunk = iterator.next() {
            written += chunk.count
            longest = max(longest, chunk.count)
            // What was read and is not written yet: a chunk, and zlib's window.
            #expect(taken * piece.count - written <= 3 * 65_536)
        }
        #expect(longest < 4 * 65_536)
        #expect(written > 100 * 65_536)
    }
}
