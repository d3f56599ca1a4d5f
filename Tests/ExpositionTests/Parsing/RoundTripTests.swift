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
        let families = try (0..<150).map { try pages.family($0) }.filter { $0.snapshot.count > 0 }
        let bytes = ExpositionBody(Snapshot(families: families.map(\.snapshot)), format: encoded).bytes
        let page = try ParsedPage(bytes, format: read)

        let expected = families.flatMap { $0.samples(in: encoded) }
        let found = page.families.flatMap(\.samples).map { sample in
            let labels = Dictionary(uniqueKeysWithValues: sample.labels.map { ($0.name, $0.value) })
            return ReadSample(sample.name, labels, sample.value)
        }
        #expect(found.count > 3_000)
        #expect(found.count == expected.count)
        #expect(Set(found) == Set(expected))
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
