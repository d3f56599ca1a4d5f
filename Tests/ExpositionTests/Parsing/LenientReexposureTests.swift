import NinesExposition
import NinesMetrics
import Testing

/// Pages that are read leniently are exposed again as well as they can be.
@Suite struct LenientReexposureTests {
    private func family(_ text: String, _ format: PageFormat = .openMetrics) throws -> FamilySnapshot {
        let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: format)
        return try FamilySnapshot(#require(page.families.first), format: format)
    }

    @Test func `a suffix is put where it is missing, and nowhere else`() throws {
        for (text, name) in [
            ("# TYPE x counter\nx_total 1\nx_created 2\n# EOF\n", "x_total"),
            ("# TYPE x_total counter\nx_total 1\n# EOF\n", "x_total"),
            ("# TYPE x_total counter\nx_total_total 1\n# EOF\n", "x_total_total"),
            ("# TYPE x info\nx_info 1\n# EOF\n", "x_info"), ("# TYPE x_info info\nx_info 1\n# EOF\n", "x_info"),
        ] {
            let family = try family(text)
            #expect(family.descriptor.name == name)
            #expect(family.descriptor.type != .unknown)
            #expect(family.count == 1)
        }
    }

    @Test func `an exemplar that no page may have is left out, and its family stays`() throws {
        let long = String(repeating: "a", count: 200)
        for labels in ["b=\"\(long)\"", "\"b.c\"=\"1\"", "__b=\"1\""] {
            let counter = try family("# TYPE x_total counter\nx_total 3 # {\(labels)} 1 2\n# EOF\n", .openMetrics2)
            #expect(counter.count == 1 && counter.exemplars == nil)
        }
        let histogram = try family(
            "# TYPE x histogram\nx {count:1,sum:1,bucket:[+Inf:1]} # {b=\"\(long)\"} 1 2\n# EOF\n", .openMetrics2)
        #expect(histogram.count == 1 && histogram.exemplars == nil)
        let native = try family(
            "# TYPE x histogram\nx {count:1,sum:1,schema:0,zero_threshold:0,zero_count:1} # {b=\"\(long)\"} 1 2\n# EOF\n",
            .openMetrics2)
        #expect(native.count == 1 && native.exemplars == nil)
    }

    @Test(arguments: [
        "count:1,sum:1,schema:9,zero_threshold:0,zero_count:1", "count:1,sum:1,schema:0,zero_threshold:-1,zero_count:1",
        "count:1,sum:1,schema:0,zero_threshold:Inf,zero_count:1",
        "count:1,sum:1,schema:0,zero_threshold:0,zero_count:2", "count:2,sum:1,schema:0,zero_threshold:0,zero_count:1",
        "count:2,sum:+Inf,schema:0,zero_threshold:0,zero_count:1",
        "count:3,sum:3.0,schema:0,zero_threshold:1e-128,zero_count:0,negative_spans:[-1:3],negative_buckets:[1,0,1],"
            + "bucket:[0.5:1,1.0:2,+Inf:3]",
    ])
    func `native histograms that cannot be are refused`(value: String) {
        #expect(throws: RegistrationError.self) {
            try family("# TYPE x histogram\nx {\(value)}\n# EOF\n", .openMetrics2)
        }
    }

    @Test func `values in braces without a type are refused`() {
        #expect(throws: RegistrationError.self) {
            try family("x {count:1,sum:1,bucket:[+Inf:1]}\n# EOF\n", .openMetrics2)
        }
    }

    @Test func `buckets in any order are sorted, and the first of several stays`() throws {
        let family = try family(
            """
            # TYPE x histogram
            x_bucket{le="+Inf"} 5
            x_bucket{le="0"} 2
            x_bucket{le="-0.0"} 7
            x_bucket{le="-1"} 1
            x_bucket{le="0"} 9
            # EOF

            """)
        guard case .histograms(let column) = family.values else {
            Issue.record("no histograms")
            return
        }
        #expect(column.upperBounds == [-1, 0])
        #expect(Array(column.counts(0)) == [1, 1, 3])
    }

    @Test func `of several points the first stays, with its own start, buckets and quantiles`() throws {
        for (name, type, first, second) in [
            ("a_total", "counter", "a_total 5 100.000 st@90.000", "a_total 1 200.000 st@150.000"),
            (
                "a", "histogram", "a {count:4,sum:2.0,bucket:[1.0:3,+Inf:4]} 100.000 st@90.000",
                "a {count:9,sum:8.0,bucket:[1.0:1,5.0:2,+Inf:9]} 200.000 st@150.000"
            ),
            (
                "a", "summary", "a {count:4,sum:2.0,quantile:[0.5:3.0]} 100.000 st@90.000",
                "a {count:9,sum:8.0,quantile:[0.5:1.0,0.9:2.0]} 200.000 st@150.000"
            ),
        ] {
            let kept = "# TYPE \(name) \(type)\n\(first)\n"
            #expect(page(try family("\(kept)\(second)\n# EOF\n", .openMetrics2), as: .openMetrics2) == "\(kept)# EOF\n")
        }
    }

    @Test func `a bucket whose bound is NaN is left out, and the rest keep what they have`() throws {
        let family = try family(
            """
            # TYPE h histogram
            h_bucket{le="1"} 5
            h_bucket{le="NaN"} 7
            h_sum 4
            h_count 9

            """, .text)
        #expect(
            page(family, as: .text) == """
                # TYPE h histogram
                h_bucket{le="1.0"} 5
                h_bucket{le="+Inf"} 9
                h_sum 4
                h_count 9

                """)
    }

    @Test func `a page with names that clash is exposed with the first of them, and the others are told`() throws {
        let text = """
            # TYPE foo_total counter
            foo_total 3
            # TYPE foo_created gauge
            foo_created 1.5
            # TYPE go_memstats_alloc_bytes gauge
            go_memstats_alloc_bytes 1.2e+06
            # TYPE go_memstats_alloc_bytes_total counter
            go_memstats_alloc_bytes_total 3.4e+07
            # TYPE bar gauge
            bar 1

            """
        let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: .text)
        let families = try page.families.map { try FamilySnapshot($0, format: .text) }
        var conflicts: [RegistrationError] = []
        let snapshot = Snapshot(keepingFirst: families, conflicts: &conflicts)
        #expect(
            ExpositionBody(snapshot, format: .text).text == """
                # TYPE bar gauge
                bar 1
                # TYPE foo_total counter
                foo_total 3
                # TYPE go_memstats_alloc_bytes gauge
                go_memstats_alloc_bytes 1.2e+06

                """)
        #expect(
            conflicts.map(\.description) == [
                "gauge foo_created (\"\") conflicts with the registered counter foo_total (\"\") "
                    + "(both would expose foo_created)",
                "counter go_memstats_alloc_bytes_total (\"\") conflicts with the registered gauge "
                    + "go_memstats_alloc_bytes (\"\") (both would expose go_memstats_alloc_bytes)",
            ])
    }

    /// U+0600 forms one character with what stands behind it.
    @Test func `names are compared by bytes`() throws {
        let name = "x\u{600}_total"
        let descriptor = try FamilyDescriptor(name, type: .counter, help: "", nameScheme: .utf8)
        let counter = try FamilySnapshot(descriptor, samples: [.init(3, created: UnixTime(milliseconds: 2000))])
        let named = "x\u{600}_seconds"
        let histogram = try FamilySnapshot(
            FamilyDescriptor(named, type: .histogram, help: "", unit: "seconds", nameScheme: .utf8), upperBounds: [1],
            histograms: [.init(counts: [1, 2], sum: 4)])
        for (written, read) in [
            (ExpositionFormat.openMetrics, PageFormat.openMetrics), (.openMetrics2, .openMetrics2),
            (.protobuf, .protobuf),
        ] {
            var format = written
            format.escaping = .allowUTF8
            let bytes = ExpositionBody(try Snapshot([counter, histogram]), format: format, createdTimes: true).bytes
            let page = try ParsedPage(bytes, format: read)
            let again = try Snapshot(page.families.map { try FamilySnapshot($0, format: read) })
            #expect(ExpositionBody(again, format: format, createdTimes: true).bytes == bytes)
        }
    }
}
