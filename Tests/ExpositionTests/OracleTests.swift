import Foundation
import NinesExposition
import NinesMetrics
import Testing

/// Pages as Prometheus' Python library reads them.
@Suite struct OracleTests {
    @Test(arguments: [ExpositionFormat.text, .openMetrics])
    func `an independent parser reads random pages as they were meant`(format: ExpositionFormat) throws {
        var pages = RandomPages(seed: 42)
        let families = try (0..<250).map { try pages.family($0) }
        let snapshot = Snapshot(families: families.map(\.snapshot))
        let read = try PythonParser.parse(ExpositionBody(snapshot, format: format).bytes, as: format)

        let expected = families.flatMap { $0.samples(in: format) }
        let found = read.flatMap(\.samples).map { ReadSample($0.name, $0.labels, $0.value) }
        #expect(expected.count > 5_000)
        #expect(found.count == expected.count)
        let (missing, unexpected) = (Set(expected).subtracting(found), Set(found).subtracting(expected))
        #expect(missing.isEmpty, "\(Array(missing.prefix(3)))")
        #expect(unexpected.isEmpty, "\(Array(unexpected.prefix(3)))")
    }

    @Test func `an independent parser reads types, units and help of OpenMetrics`() throws {
        var pages = RandomPages(seed: 43)
        let families = try (0..<200).map { try pages.family($0) }.filter { $0.snapshot.count > 0 }
        let snapshot = Snapshot(families: families.map(\.snapshot))
        let read = try PythonParser.parse(ExpositionBody(snapshot, format: .openMetrics).bytes, as: .openMetrics)

        try #require(read.count == families.count)
        for (family, read) in zip(families, read) {
            let descriptor = family.snapshot.descriptor
            #expect(read.name == descriptor.baseName)
            #expect(read.type == descriptor.type.rawValue)
            #expect(read.unit == descriptor.unit ?? "")
            // The parser drops spaces before the text.
            #expect(Array(read.help.utf8) == Array(descriptor.help.utf8.drop { $0 == UInt8(ascii: " ") }))
        }
    }

    @Test(arguments: [
        "a_total 1\n# EOF\n# EOF\n", "# TYPE a counter\na_total 1\n", "# TYPE a counter\na_total NaN\n# EOF\n",
    ])
    func `the parser refuses what OpenMetrics does not allow`(page: String) {
        #expect(throws: PythonParser.Failure.self) {
            try PythonParser.parse(Array(page.utf8), as: .openMetrics)
        }
    }
}
