import ArgumentParser
import Foundation
import Testing

@testable import NinesMetrics
@testable import nines

/// What `docs/architecture.md` and `docs/commands.md` list is what there is.
@Suite struct ArchitectureDocumentTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    private func lines(_ document: String) throws -> [String] {
        try String(contentsOf: Self.root.appending(path: document), encoding: .utf8).components(separatedBy: "\n")
    }

    /// The cells of the table rows below a heading, without their code marks.
    private func rows(of document: String, below heading: String) throws -> [[String]] {
        try lines(document).drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("| ") }.dropFirst()
            .map { row in
                row.split(separator: " | ").map {
                    $0.trimmingCharacters(in: CharacterSet(charactersIn: "| ")).replacing("`", with: "")
                }
            }
    }

    @Test func `modules are the folders of the sources`() throws {
        let rows = try rows(of: "docs/architecture.md", below: "## Modules and directions")
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path())
        #expect(rows.map { $0[0] }.sorted() == folders.map { "Sources/\($0)" }.sorted())
        let manifest = try lines("Package.swift").joined(separator: "\n")
        for row in rows { #expect(manifest.contains("name: \"\(row[1])\""), "\(row)") }
    }

    @Test func `bounds are those of the code`() throws {
        let bounds = Dictionary(
            uniqueKeysWithValues: try rows(of: "docs/architecture.md", below: "## Bounds").map { ($0[0], $0[1]) })
        let limits = ProbeLimits()
        #expect(CellAllocator.capacity == 1 << 26 && bounds["cells"] == "2^26 per process")
        #expect(CellAllocator.longestRun - 2 == 1_022 && bounds["upper bounds of a histogram"] == "1,022")
        #expect(bounds["redirects"] == "\(RedirectRule.limit)")
        #expect(
            bounds["response head; body; body that patterns judge"]
                == "\(limits.head >> 10) KiB; \(limits.body >> 20) MiB; \(limits.judgedBody >> 20) MiB")
    }

    @Test func `commands are those of the binary`() throws {
        let documented = try rows(of: "docs/commands.md", below: "# Commands and endpoints").map { row in
            row[0].split(separator: " ").dropFirst().prefix { $0.first?.isLowercase == true }.joined(separator: " ")
        }
        let commands = Nines.configuration.subcommands.flatMap { command -> [String] in
            let name = command._commandName
            let inner = command.configuration.subcommands.map { "\(name) \($0._commandName)" }
            return inner.isEmpty ? [name] : inner
        }
        #expect(documented == commands)
    }
}
