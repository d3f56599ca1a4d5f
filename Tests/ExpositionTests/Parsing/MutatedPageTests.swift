import NinesExposition
import TestSupport
import Testing

/// Damaged pages: reading ends, does not crash, and says where each error is.
@Suite struct MutatedPageTests {
    private static let pages = [
        "# TYPE a histogram\n# UNIT a \na_bucket{le=\"1.0\",b=\"c # \"} 0 # {x=\"é\"} 0.5 1\na_bucket{le=\"+Inf\",b=\"c # \"} 3\n# EOF\n",
        "# HELP a_total x\\n\\\\\n# TYPE a_total counter\na_total{b=\"\\\"\",c=\"日\"} 1.5e3 1395066363000\n\n# c\nb NaN\n",
        "# TYPE \"my.name\" summary\n{\"my.name\",quantile=\"0.5\",\"l l\"=\"v\"} 1e-3\n{\"my.name_sum\",\"l l\"=\"v\"} 1\n",
    ]
    private static let pieces = [
        "\"", "{", "}", "\\", "\n", " ", "#", ",", "=", "\r", "1e", "NaN", "\u{0}", "# EOF\n", "\u{1F600}",
    ]

    @Test func `twenty thousand damaged pages are read to their end`() {
        var random = SeededNumbers(seed: 11)
        for round in 0..<20_000 {
            var page = Array(Self.pages[round % Self.pages.count].utf8)
            for _ in 0...(random.next() % 4) { Self.damage(&page, &random) }
            let format = PageFormat.allCases[Int(random.next() % 3)]
            let strictness: PageStrictness = random.next() % 2 == 0 ? .strict : .lenient
            let read = ParsedPage(collectingErrorsIn: page, format: format, strictness: strictness)
            let lines = page.count { $0 == 0x0A } + 1
            #expect(
                read.errors.allSatisfy { (1...lines + 1).contains($0.line) && (1...page.count + 1).contains($0.column) }
            )
        }
    }

    private static func damage(_ page: inout [UInt8], _ random: inout SeededNumbers) {
        let position = Int(random.next() % UInt64(page.count + 1))
        switch random.next() % 4 {
        case 0: page.insert(contentsOf: Self.pieces[Int(random.next() % UInt64(Self.pieces.count))].utf8, at: position)
        case 1: if position < page.count { page[position] = UInt8(truncatingIfNeeded: random.next()) }
        case 2: page.removeSubrange(position..<min(page.count, position + Int(random.next() % 8)))
        default: page += page[..<position]
        }
    }
}
