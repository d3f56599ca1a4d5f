import NinesMetrics
import Testing

@testable import NinesExposition

/// Sets of labels whose lengths are kept between pages, and those that are not as the others.
@Suite struct LabelSizesTests {
    private static let long = String(repeating: "x", count: 130)

    @Test(arguments: [
        // All alike: values that look like the end of a label, of no bytes, of two that are one character.
        [["a": "1", "b": "2"], ["a": "=", "b": "a="], ["a": "", "b": ","], ["a": "é", "b": "12345678"]],
        [["method": "GET"], ["method": "POST"]],
        // A set of 123 and of 124 bytes, between which lengths take another byte, and one of more than 65,535.
        [["a": "1"], ["a": String(repeating: "y", count: 119)], ["a": String(repeating: "y", count: 120)]],
        [["a": "1"], ["a": long], ["a": String(repeating: "z", count: 70_000)], ["a": "2"]],
        // The first or the last is not as the others.
        [["a": "1", "b": "2"], ["a": "1"], ["b": "2"], ["c": "3"]],
        [["a": "1"], ["a": "1", "b": "2"], [:]],
        [["a": "1"], ["a": "\""], ["a": "\\"], ["a": "\n"]],
        [["a": "\\\""], ["a": "1"]],
        [[:]],
    ])
    func `labels come back, from the first page and from the second`(sets: [[String: String]]) throws {
        let labels = sets.map { set in set.sorted { $0.key < $1.key }.map { Label($0.key, $0.value) } }
        let family = try FamilySnapshot(
            FamilyDescriptor("m", type: .gauge, help: ""),
            samples: labels.enumerated().map { .init(Double($0.offset), labels: $0.element) })
        var format = ExpositionFormat.protobuf
        format.escaping = .allowUTF8
        let snapshot = Snapshot(families: [family])
        let pages = (0..<2).map { _ in ExpositionBody(snapshot, format: format).bytes }
        #expect(pages[0] == pages[1])
        let samples = try #require(try ParsedPage(pages[0], format: .protobuf).family("m")).samples
        let found = samples.sorted { $0.value < $1.value }.map(\.labels)
        #expect(found == labels.map { $0.filter { !$0.value.isEmpty } })
    }

    @Test(arguments: [
        (#"a="1",b="22""#, #"a="333",b="4""#, [1, 1]), (#"a="1""#, #"a="1",b="4""#, []), (#"a="1""#, #"b="1""#, []),
        (#"ab="1""#, #"a="=",b="1""#, []), (#"a="1""#, #"a="\"""#, []), (#"a="1",b="2""#, #"a="1""#, []),
        (#""é"="1""#, #""é"="2""#, []),
    ])
    func `names are known where all sets have them and nothing is escaped`(first: String, second: String, names: [Int])
        throws
    {
        let text = Array((first + second).utf8)
        let column = LabelColumn(
            text: text, ends: [first.utf8.count, text.count], hasQuotedNames: first.hasPrefix("\""))
        #expect(column.wireSizes.names == names)
        for index in 0..<2 {
            var size = WireSize()
            text[column.range(index)].withUnsafeBufferPointer { size.append(labels: $0) }
            #expect(Int(column.wireSizes.sets[index]) == size.count)
        }
    }
}
