import Foundation
import NinesExposition
import NinesMetrics
import Testing

/// The README's program is this one, and prints what the README says it prints.
@Suite struct ReadmeTests {
    @Test func `the README's program prints what the readme says`() throws {
        var printed = ""
        func print(_ text: String) { printed += text }
        let registry = Registry()

        // README begins
        enum Cache: String, LabelValue { case hit, miss }

        let reads = try registry.counter(
            "shop_reads_total", help: "Reads of the catalogue.",
            labels: LabelName("table"), LabelName("cache", of: Cache.self))
        let durations = try registry.histogram(
            "shop_request_duration_seconds", help: "Time to answer a request.", unit: "seconds",
            upperBounds: [0.2, 1])

        reads.increment("books", .miss)  // looks the child up: no lock, no allocation
        let hits = reads.labels("books", .hit)  // or keep a handle: 0.3 ns per increment
        for _ in 1...41 { hits.increment() }
        durations.observe(0.042)

        print(Exposition.response(from: registry, accept: "text/plain").body.text)
        // README ends

        let blocks = try readmeBlocks()
        #expect(
            blocks.contains(
                "```swift\nimport NinesExposition\nimport NinesMetrics\n\nlet registry = Registry()\n"
                    + (try source())))
        #expect(blocks.contains("```text\n" + printed))
    }

    private func readmeBlocks() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }

    /// The lines above between the two marks, without their indentation.
    private func source() throws -> String {
        let lines = try String(contentsOfFile: #filePath, encoding: .utf8).components(separatedBy: "\n")
        let first = try #require(lines.firstIndex { $0.hasSuffix("// README begins") })
        let last = try #require(lines.firstIndex { $0.hasSuffix("// README ends") })
        return lines[(first + 1)..<last].map { $0.hasPrefix("        ") ? String($0.dropFirst(8)) : $0 }
            .joined(separator: "\n")
    }
}
