import NinesExposition
import NinesMetrics
import Testing

/// What is wrong with one metric of a page of protobuf costs that metric alone.
@Suite struct ProtobufRecoveryTests {
    private static func measured(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] { [tag, UInt8(bytes.count)] + bytes }

    private static func double(_ tag: UInt8, _ value: Double) -> [UInt8] {
        [tag] + withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }

    private static func label(_ name: String, _ value: String) -> [UInt8] {
        measured(0x0A, measured(0x0A, Array(name.utf8)) + measured(0x12, Array(value.utf8)))
    }

    private static func family(_ name: String, type: UInt8, _ metrics: [[UInt8]]) -> [UInt8] {
        let family = measured(0x0A, Array(name.utf8)) + [0x18, type] + metrics.flatMap { measured(0x22, $0) }
        return [UInt8(family.count)] + family
    }

    private static let counter: [UInt8] = measured(0x1A, double(0x09, 1))

    private func read(_ page: [UInt8], _ strictness: PageStrictness = .strict) -> ParsedPage {
        ParsedPage(collectingErrorsIn: page, format: .protobuf, strictness: strictness)
    }

    @Test(
        arguments: [
            // A length beyond the metric, a tag alone, a number cut short, a label that is not UTF-8.
            [0x0A, 0x7F], [0x1A], [0x1A, 0x02, 0x09, 0x00], [0x0A, 0x03, 0x0A, 0x01, 0xFF], [0x0B],
        ] as [[UInt8]])
    func `a broken metric hides neither the next nor the next family`(broken: [UInt8]) {
        let good = Self.label("b", "1") + Self.counter
        for metrics in [[broken, good], [good, broken]] {
            let page = read(Self.family("a_total", type: 0, metrics) + Self.family("c_total", type: 0, [good]))
            #expect(page.errors.map(\.rule) == [.syntax])
            #expect(page.families.map(\.samples.count) == [1, 1])
        }
    }

    @Test func `a family that ends within a field keeps what is before it, and the next is read`() {
        let good = Self.label("b", "1") + Self.counter
        let whole = Self.family("a_total", type: 0, [good])
        let cut = [whole[0] + 1] + whole.dropFirst() + [0x18]
        let page = read(cut + Self.family("c_total", type: 0, [good]))
        #expect(page.errors.map(\.rule) == [.syntax])
        #expect(page.families.map(\.samples.count) == [1, 1])
    }

    @Test func `a float histogram is reported as one, and the next metric is read`() {
        let fraction = Self.measured(0x3A, Self.double(0x21, 1.5) + Self.double(0x11, 2))
        let whole = Self.label("b", "1") + Self.measured(0x3A, Self.double(0x21, 2) + Self.double(0x11, 3))
        let page = read(Self.family("age", type: 4, [fraction, whole]))
        #expect(page.errors.map(\.rule) == [.histogram])
        #expect(page.errors.first?.message == "\"age\": a count of 1.5: counts that are not whole are not read")
        #expect(page.families.first?.samples.map(\.value) == [2, 3, 2])
    }

    @Test func `fields that are not known are passed over, whatever they are`() {
        // Of a gauge: what would be a counter's exemplar and start, 32 bits, and groups in one another.
        let fields: [UInt8] = [
            0x12, 0x01, 0xFF, 0x1A, 0x01, 0xFF, 0x0D, 1, 2, 3, 4, 0x4B, 0x53, 0x08, 0x01, 0x54, 0x4C,
        ]
        let gauge = Self.measured(0x12, Self.double(0x09, 5) + fields) + fields.dropFirst(6)
        let page = read(Self.family("up", type: 1, [gauge]))
        #expect(page.errors.isEmpty)
        #expect(page.families.first?.samples.map(\.value) == [5])
        #expect(page.families.first?.samples.first?.exemplar == nil)
    }

    @Test func `labels that other formats add are refused`() {
        let quantile = Self.measured(0x22, [0x08, 0x01])
        let histogram = Self.measured(0x3A, [0x08, 0x01])
        for (type, name, value) in [
            (0, "__name__", Self.counter), (2, "quantile", quantile), (4, "le", histogram), (5, "le", histogram),
        ] {
            let page = Self.family("a", type: UInt8(type), [Self.label(name, "1") + value])
            #expect(read(page).errors.map(\.rule) == [.label])
            #expect(read(page, .lenient).errors.isEmpty)
        }
        #expect(read(Self.family("a", type: 0, [Self.label("le", "1") + Self.counter])).errors.isEmpty)
    }

    @Test func `native buckets add up to the count`() {
        // Two observations, one of them in the zero bucket, and a sum that is a number.
        let histogram = Self.measured(0x3A, [0x08, 0x02] + Self.double(0x11, 1) + [0x38, 0x01])
        #expect(read(Self.family("a", type: 4, [histogram])).errors.map(\.rule) == [.histogram])
        let withNaN = Self.measured(0x3A, [0x08, 0x02] + Self.double(0x11, .nan) + [0x38, 0x01])
        #expect(read(Self.family("a", type: 4, [withNaN])).errors.isEmpty)
    }
}
