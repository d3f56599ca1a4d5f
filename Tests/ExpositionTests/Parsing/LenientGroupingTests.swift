import NinesExposition
import NinesMetrics
import Testing

/// Families whose lines do not stand together, or that have one name, as lenient reading puts them together.
@Suite struct LenientGroupingTests {
    /// - Parameter families: Those of the page as text 0.0.4, one behind the other.
    private func expect(
        _ text: String, _ format: PageFormat, has families: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let read = ParsedPage(collectingErrorsIn: Array(text.utf8), format: format)
        #expect(read.errors.isEmpty, sourceLocation: location)
        let written = try read.families.map { page(try FamilySnapshot($0, format: format), as: .text) }
        #expect(written.joined() == families, sourceLocation: location)
    }

    @Test func `a second type of one name begins a family of its own, with its own help`() throws {
        try expect(
            """
            # HELP go_memstats_alloc_bytes Bytes in use.
            # TYPE go_memstats_alloc_bytes gauge
            go_memstats_alloc_bytes 1.2e+06
            # HELP go_memstats_alloc_bytes All bytes.
            # TYPE go_memstats_alloc_bytes counter
            go_memstats_alloc_bytes_total 3.4e+07
            # TYPE up gauge
            up 1
            # EOF

            """, .openMetrics,
            has: """
                # HELP go_memstats_alloc_bytes Bytes in use.
                # TYPE go_memstats_alloc_bytes gauge
                go_memstats_alloc_bytes 1.2e+06
                # HELP go_memstats_alloc_bytes_total All bytes.
                # TYPE go_memstats_alloc_bytes_total counter
                go_memstats_alloc_bytes_total 34000000
                # TYPE up gauge
                up 1

                """)
    }

    @Test func `metadata that come again with the same type change nothing, and late ones are taken`() throws {
        try expect(
            """
            # HELP a First.
            # TYPE a gauge
            a{b="1"} 1
            # HELP a First.
            # TYPE a gauge
            a{b="2"} 2
            c 3
            # TYPE c gauge

            """, .textUTF8,
            has: """
                # HELP a First.
                # TYPE a gauge
                a{b="1"} 1
                a{b="2"} 2
                # TYPE c gauge
                c 3

                """)
    }

    @Test(arguments: [PageFormat.text, .textUTF8, .openMetrics])
    func `a histogram that is torn apart is one`(format: PageFormat) throws {
        try expect(
            """
            # TYPE a histogram
            a_bucket{le="1"} 1
            # TYPE b gauge
            b 1
            a_bucket{le="+Inf"} 2
            a_sum 1
            a_count 2

            """ + (format == .openMetrics ? "# EOF\n" : ""), format,
            has: """
                # TYPE a histogram
                a_bucket{le="1.0"} 1
                a_bucket{le="+Inf"} 2
                a_sum 1
                a_count 2
                # TYPE b gauge
                b 1

                """)
    }

    @Test func `a counter and a summary that are torn apart are one each, and a name of its own is kept`() throws {
        try expect(
            """
            # TYPE a counter
            a_total{x="1"} 5
            # TYPE s summary
            s{quantile="0.5"} 1
            # TYPE s_max gauge
            s_max 3
            a_total{x="2"} 7
            s_sum 4
            s_count 2
            s_other 6
            # EOF

            """, .openMetrics,
            has: """
                # TYPE a_total counter
                a_total{x="1"} 5
                a_total{x="2"} 7
                # TYPE s summary
                s{quantile="0.5"} 1
                s_sum 4
                s_count 2
                # TYPE s_max gauge
                s_max 3
                # TYPE s_other untyped
                s_other 6

                """)
    }
}
