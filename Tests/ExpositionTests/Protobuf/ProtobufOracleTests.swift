import NinesMetrics
import Testing

@testable import NinesExposition

/// Pages as Google's protobuf library reads them, by descriptions in both syntaxes.
@Suite struct ProtobufOracleTests {
    @Test func `an independent decoder reads random pages as they were meant`() throws {
        var pages = RandomPages(seed: 44)
        let families = try (0..<250).map { try pages.family($0) }.filter { $0.snapshot.count > 0 }
        let snapshot = Snapshot(families: families.map(\.snapshot))
        let read = try PythonParser.parseProtobuf(ExpositionBody(snapshot, format: .protobuf).bytes)

        try #require(read.count == families.count)
        for (family, read) in zip(families, read) {
            let descriptor = family.snapshot.descriptor
            #expect(read.name == descriptor.name)
            #expect(read.unit == descriptor.unit ?? "")
            #expect(Array(read.help.utf8) == Array(descriptor.help.utf8))
            // Buckets have no other text than their numbers, so the samples are those of text 0.0.4.
            let found = read.samples.map { ReadSample($0.name, $0.labels, $0.value) }
            let expected = family.samples(in: .text)
            #expect(found.count == expected.count)
            #expect(Set(found) == Set(expected))
        }
    }
}
