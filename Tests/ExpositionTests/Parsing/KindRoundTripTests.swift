import NinesExposition
import NinesMetrics
import Testing

/// Summaries, infos, state sets and unknown families are read as they were meant, whatever their names.
@Suite struct KindRoundTripTests {
    @Test(arguments: [
        (ExpositionFormat.text, PageFormat.text, EscapingScheme.values),
        (.text1, .textUTF8, .values), (.text1, .textUTF8, .allowUTF8),
        (.openMetrics, .openMetrics, .values), (.openMetrics, .openMetrics, .allowUTF8),
    ])
    func `random pages of the other kinds come back equal`(
        encoded: ExpositionFormat, read: PageFormat, escaping: EscapingScheme
    ) throws {
        var pages = RandomPages(seed: 7)
        let all = try (0..<120).map { try pages.kind($0, isUTF8: $0 % 3 == 0) }
        let families = all.filter { $0.snapshot.count > 0 }
        #expect(families.count < all.count)
        var format = encoded
        format.escaping = escaping
        let snapshot = Snapshot(families: all.map(\.snapshot))
        let page = try ParsedPage(ExpositionBody(snapshot, format: format, createdTimes: true).bytes, format: read)

        let isOpenMetrics = read == .openMetrics
        let expected = families.flatMap { isOpenMetrics ? $0.openMetrics : $0.text }
        let found = page.families.flatMap(\.samples).map { sample in
            let labels = sample.labels.map { (Self.unescaped($0.name), $0.value) }
            return ReadSample(Self.unescaped(sample.name), Dictionary(uniqueKeysWithValues: labels), sample.value)
        }
        #expect(found.count == expected.count)
        #expect(Set(found) == Set(expected))
        #expect(found.count > 2_000)

        let read = Dictionary(uniqueKeysWithValues: page.families.map { (Self.unescaped($0.name), $0) })
        for family in families.map(\.snapshot.descriptor) {
            let found = try #require(read[isOpenMetrics ? String(family.baseName) : family.name])
            // Text formats have no infos and state sets: they are gauges there.
            let isLost = !isOpenMetrics && (family.type == .info || family.type == .stateSet)
            #expect(found.type == (isLost ? .gauge : family.type))
            #expect(found.unit == (isOpenMetrics ? family.unit : nil))
            // Text formats allow any spaces before a help text.
            let help = family.help.utf8.drop { !isOpenMetrics && ($0 == 0x20 || $0 == 0x09) }
            #expect(Array((found.help ?? "").utf8) == Array(help))
        }
        #expect(read.count == families.count)
        #expect(page.families.contains { $0.unit != nil } == isOpenMetrics)
    }

    /// Undoes the scheme `values`: behind `U__`, `__` is an underscore and `_2e_` the scalar of that number. The
    /// endings that tell what a sample is are not escaped.
    private static func unescaped(_ name: String) -> String {
        guard name.hasPrefix("U__") else { return name }
        let ending = ["_info", "_sum", "_count", "_created"].first { name.hasSuffix($0) } ?? ""
        var rest = name.dropFirst(3).dropLast(ending.count)
        var text = ""
        while let character = rest.popFirst() {
            guard character == "_" else {
                text.append(character)
                continue
            }
            let number = rest.prefix { $0 != "_" }
            rest = rest.dropFirst(number.count + 1)
            let scalar = UInt32(number, radix: 16).flatMap(Unicode.Scalar.init)
            text += number.isEmpty ? "_" : scalar.map { String(Character($0)) } ?? "?"
        }
        return text + ending
    }
}
