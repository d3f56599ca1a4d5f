import NinesExposition
import NinesMetrics
import Testing

/// What is encoded is read as it was meant.
@Suite struct RoundTripTests {
    @Test(arguments: [
        (ExpositionFormat.text, PageFormat.text), (.text, .textUTF8), (.openMetrics, .openMetrics),
    ])
    func `random pages come back equal`(encoded: ExpositionFormat, read: PageFormat) throws {
        var pages = RandomPages(seed: 99)
        let all = try (0..<150).map { pages.withOrigins(try pages.family($0)) }
        let body = ExpositionBody(Snapshot(families: all.map(\.snapshot)), format: encoded, createdTimes: true)
        let bytes = body.bytes
        // Families without children leave no trace.
        let families = all.filter { $0.snapshot.count > 0 }
        #expect(families.count < all.count)
        let page = try ParsedPage(bytes, format: read)

        let expected = families.flatMap { $0.samples(in: encoded) }
        let found = page.families.flatMap(\.samples).map { sample in
            let labels = Dictionary(uniqueKeysWithValues: sample.labels.map { ($0.name, $0.value) })
            return ReadSample(sample.name, labels, sample.value, sample.exemplar)
        }
        #expect(found.count > 3_000)
        #expect(found.count == expected.count)
        #expect(Set(found) == Set(expected))
        let isOpenMetrics = encoded == .openMetrics
        #expect(found.contains { $0.exemplar != nil } == isOpenMetrics)
        #expect(found.contains { $0.name.hasSuffix("_created") } == isOpenMetrics)
        for (family, read) in zip(families, page.families) {
            let descriptor = family.snapshot.descriptor
            #expect(read.type == descriptor.type)
            #expect(read.name == (encoded == .openMetrics ? String(descriptor.baseName) : descriptor.name))
            #expect(
                Array((read.help ?? "").utf8)
                    == Array(descriptor.help.utf8.drop { encoded == .text && ($0 == 0x20 || $0 == 0x09) }))
            #expect(read.unit == (encoded == .openMetrics ? descriptor.unit : nil))
        }
        #expect(page.families.count == families.count)
    }
}
