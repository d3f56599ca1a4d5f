import NinesMetrics
import Testing

@testable import NinesExposition

/// What is encoded as protobuf is read as it was meant.
@Suite struct ProtobufRoundTripTests {
    @Test func `counters, gauges and classic histograms come back equal`() throws {
        var pages = RandomPages(seed: 21)
        let found = try read((0..<150).map { pages.withOrigins(try pages.family($0)).snapshot })
        #expect(Set(found.map(\.type)) == ["COUNTER", "GAUGE", "HISTOGRAM"])
        let children = found.flatMap(\.children)
        #expect(children.contains { $0.created != nil })
        #expect(children.contains { $0.exemplars.contains { $0.key > 0 } })
    }

    @Test func `summaries, infos, state sets and unknown families come back equal, whatever their names`() throws {
        var pages = RandomPages(seed: 22)
        let found = try read((0..<120).map { try pages.kind($0, isUTF8: $0 % 3 == 0).snapshot })
        #expect(Set(found.map(\.type)) == ["SUMMARY", "GAUGE", "UNTYPED"])
    }

    @Test func `native histograms come back equal, with classic buckets and without`() throws {
        var pages = RandomPages(seed: 23)
        let found = try read((0..<60).map { try pages.nativeHistograms($0) })
        #expect(Set(found.map(\.type)) == ["HISTOGRAM", "GAUGE_HISTOGRAM"])
        let children = found.flatMap(\.children)
        #expect(children.contains { $0.exemplars[-1] != nil })
        #expect(children.contains { $0.exemplars.contains { $0.key > 0 } })
    }

    /// Encodes the families and reads them. Those without children leave no trace.
    private func read(_ families: [FamilySnapshot]) throws -> [FamilyReading] {
        var format = ExpositionFormat.protobuf
        format.escaping = .allowUTF8
        let messages = try WireMessage.page(ExpositionBody(Snapshot(families: families), format: format).bytes)
        let expected = families.filter { $0.count > 0 }.map { FamilyReading($0) }
        #expect(expected.count < families.count)
        #expect(expected.reduce(0) { $0 + $1.children.count } > 400)
        try #require(messages.count == expected.count)
        let found = try messages.map { try FamilyReading($0) }
        for (found, expected) in zip(found, expected) { #expect(found == expected) }
        return found
    }
}
