import Foundation
import Testing

@testable import NinesExposition

/// The tables of `docs/negotiation.md` are what the code does.
@Suite struct NegotiationDocumentTests {
    /// The code cells of all rows of a table, by the table's first heading.
    private func rows(of heading: String) throws -> [[String]] {
        let file = URL(filePath: #filePath).appending(path: "../../../../docs/negotiation.md").standardized
        return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            .drop { !$0.hasPrefix("| \(heading) |") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
            .map { row in
                row.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            }
    }

    @Test func `each format is what its clause gets`() throws {
        let rows = try rows(of: "format")
        #expect(rows.count == ExpositionFormat.offered.count)
        for row in rows {
            let accept = try #require(row.first)
            #expect(ExpositionFormat.negotiate(accept: accept).contentType == row.last)
        }
    }

    @Test func `each accept header gets its content type`() throws {
        let rows = try rows(of: "`Accept`")
        #expect(rows.count == 5)
        for row in rows {
            try #require(row.count == 2)
            #expect(ExpositionFormat.negotiate(accept: row[0]).contentType == row[1])
        }
    }

    @Test func `each name is escaped as the table says`() throws {
        let rows = try rows(of: "metric name")
        #expect(rows.count == 7)
        for row in rows {
            let schemes = [EscapingScheme.underscores, .dots, .values]
            #expect(schemes.map { $0.escaped(row[0], .metric) } == Array(row.dropFirst()))
        }
    }
}
