import Foundation
import NinesExposition
import TestSupport

/// The parsers of Prometheus' Python client library, as an independent reader of pages.
struct PythonParser {
    struct Family: Decodable {
        let name: String
        let type: String
        let unit: String
        let help: String
        let samples: [Sample]
    }

    struct Sample: Decodable {
        let name: String
        let labels: [String: String]
        let bits: String

        var value: Double { Double(bitPattern: UInt64(bits, radix: 16) ?? 0) }
    }

    /// The page was refused, or there is no parser.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What the parser for `format` reads from `page`.
    static func parse(_ page: [UInt8], as format: ExpositionFormat) throws -> [Family] {
        try run("parse_page.py", [format == .text ? "text" : "openmetrics"], page)
    }

    /// What Google's protobuf library reads from `page`.
    static func parseProtobuf(_ page: [UInt8]) throws -> [Family] { try run("parse_protobuf.py", [], page) }

    private static func run(_ script: String, _ arguments: [String], _ page: [UInt8]) throws -> [Family] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (file, answer, errors) = (
            folder.appending(path: "page"), folder.appending(path: "answer"), folder.appending(path: "errors")
        )
        try Data(page).write(to: file)
        let python = try Program(
            ["python3", Self.script(script).path()] + arguments + [file.path()], output: answer.path(),
            errors: errors.path())
        let code = python.exitCode()
        guard code == 0 else {
            let complaint = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
            throw Failure(
                description: """
                    python3 with the packages prometheus-client and protobuf did not read the page \
                    (status \(code)): \(complaint)
                    """)
        }
        return try JSONDecoder().decode([Family].self, from: Data(contentsOf: answer))
    }

    private static func script(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Oracles/\(name)")
    }
}
