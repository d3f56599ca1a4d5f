import NinesExposition
import NinesMetrics
import Testing

/// What OpenMetrics 2.0 (release candidate 0) allows and forbids. Each page is the text below with `# EOF` behind it.
@Suite struct OpenMetrics2PageTests {
    private func read(_ text: String) throws -> ParsedPage {
        try ParsedPage(Array((text + "# EOF\n").utf8), format: .openMetrics2)
    }

    @Test func `a page becomes families, told as OpenMetrics 1.0 has them`() throws {
        let page = try read(
            """
            # TYPE sent_bytes_total counter
            # UNIT sent_bytes_total bytes
            sent_bytes_total{zone="a"} 3 1700000000.5 st@1699990000.000 # {trace_id="7d1a"} 1.0 1700000000.123 # {} 2 1
            # TYPE age_seconds histogram
            age_seconds {count:3,sum:4.5,bucket:[0.5:2,+Inf:3]} st@1699990000.000 # {} 0.2 5 # {} 9 6
            # TYPE size summary
            size{zone="a"} {count:31,sum:4200.0,quantile:[0.5:120.0,1.0:NaN]}
            # TYPE queue gaugehistogram
            queue {gcount:3,gsum:-4.5,bucket:[-0.5:2,+Inf:3]}

            """)
        let samples = page.families.flatMap(\.samples).map { sample in
            let labels = sample.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            return "\(sample.name){\(labels)} \(sample.value) \(sample.exemplar?.value ?? -1)"
        }
        #expect(
            samples == [
                "sent_bytes_total{zone=a} 3.0 1.0", "sent_bytes_created{zone=a} 1699990000.0 -1.0",
                "age_seconds_bucket{le=0.5} 2.0 0.2", "age_seconds_bucket{le=+Inf} 3.0 9.0",
                "age_seconds_sum{} 4.5 -1.0",
                "age_seconds_count{} 3.0 -1.0", "age_seconds_created{} 1699990000.0 -1.0",
                "size{zone=a,quantile=0.5} 120.0 -1.0", "size{zone=a,quantile=1.0} nan -1.0",
                "size_sum{zone=a} 4200.0 -1.0", "size_count{zone=a} 31.0 -1.0",
                "queue_bucket{le=-0.5} 2.0 -1.0", "queue_bucket{le=+Inf} 3.0 -1.0", "queue_gsum{} -4.5 -1.0",
                "queue_gcount{} 3.0 -1.0",
            ])
        #expect(page.families[0].samples[0].timestamp == 1_700_000_000.5)
    }

    @Test(arguments: [
        "", "a 1\n", "a{} NaN\n", "# TYPE a_total gauge\na_total 1\n", "# TYPE a counter\na 1 st@0\n",
        "# TYPE a histogram\na {count:0,sum:0,schema:0,zero_threshold:0.0,zero_count:0,positive_spans:[],positive_buckets:[]}\n",
        "# TYPE a histogram\na {count:2,sum:NaN,schema:-4,zero_threshold:0.5,zero_count:1,bucket:[+Inf:2]}\n",
        "# TYPE a stateset\na{a=\"on\"} 1\na{a=\"off\"} 0\n", "# TYPE a info\na{v=\"1\"} 1\n",
        "# TYPE a summary\na {count:0,sum:0,quantile:[]}\n", "a {count:1,sum:1,bucket:[+Inf:1]}\n",
        "a {gcount:1,gsum:1,bucket:[+Inf:1]}\n", "# TYPE a unknown\na {count:1,sum:1,quantile:[]}\n",
        "# TYPE a summary\na{le=\"1\"} {count:0,sum:0,quantile:[]}\n",
        // Each state is a metric with times of its own.
        "# TYPE a stateset\na{a=\"x\"} 1 1\na{a=\"x\"} 0 2\na{a=\"y\"} 0 1\na{a=\"y\"} 1 2\n",
        "# TYPE a stateset\na{a=\"x\"} 1 1\na{a=\"y\"} 0 1\na{a=\"x\"} 0 2\na{a=\"y\"} 1 2\n",
        "# TYPE a stateset\na{a=\"x\"} 1 1\na{a=\"y\"} 0 1\na{b=\"1\",a=\"x\"} 0 0\n", "{q=\"1\",\"a.b\"} 1\n",
    ])
    func `a page that keeps the rules is read`(text: String) throws { _ = try read(text) }

    @Test(arguments: [
        "a\n", "a  1\n", "a 1 \n", "a 1 st@\n", "a 1 st@x\n", "a {count:1,sum:1\n", "a {count:1, sum:1}\n",
        "# TYPE a gauge\na {count:1,sum:1,bucket:[+Inf:1]}\n", "# TYPE a histogram\na 1\n",
        "# TYPE a histogram\na {count:1,sum:1}\n",
        "# TYPE a histogram\na {sum:1,count:1,bucket:[+Inf:1]}\n",
        "# TYPE a histogram\na {count:1,sum:1,bucket:[1.0:1]}\n",
        "# TYPE a histogram\na {count:1,sum:1,bucket:[1.0:2,+Inf:1]}\n",
        "# TYPE a histogram\na {count:1,sum:1,bucket:[2.0:0,1.0:0,+Inf:1]}\n",
        "# TYPE a histogram\na {count:2,sum:1,bucket:[+Inf:1]}\n",
        "# TYPE a histogram\na {count:1.5,sum:1,bucket:[+Inf:1.5]}\n",
        "# TYPE a histogram\na {count:-1,sum:1,bucket:[+Inf:-1]}\n",
        "# TYPE a histogram\na {count:1,sum:1,schema:9,zero_threshold:0,zero_count:1}\n",
        "# TYPE a histogram\na {count:1,sum:1,schema:0,zero_threshold:-1,zero_count:1}\n",
        "# TYPE a histogram\na {count:1,sum:1,schema:0,zero_threshold:0,zero_count:2}\n",
        "# TYPE a histogram\na {count:1,sum:1,schema:0,zero_threshold:0,zero_count:0,positive_spans:[0:2],positive_buckets:[1]}\n",
        "# TYPE a histogram\na {count:2,sum:1,schema:0,zero_threshold:0,zero_count:0,positive_spans:[0:1,-1:1],positive_buckets:[1,1]}\n",
        "# TYPE a histogram\na {count:1,sum:1,schema:0,zero_threshold:0,zero_count:0,positive_spans:[0:4294967296],positive_buckets:[1]}\n",
        "# TYPE a summary\na {count:1,sum:1,quantile:[2.0:1]}\n",
        "# TYPE a summary\na {count:1,sum:1,quantile:[0.5:1,0.5:1]}\n",
        "# TYPE a counter\na NaN\n", "# TYPE a counter\na -1\n", "# TYPE a counter\na 1 # {} 1\n",
        "# TYPE a gauge\na 1 # {} 1 1\n", "# TYPE a gauge\na 1 st@1\n", "# TYPE a counter\na 1\na 1\n",
        // Without a time, also where another exemplar follows.
        "# TYPE a counter\na 1 # {} 1 # {} 2 3\n", "# TYPE a counter\na 1 # {} 1 3 # {} 2\n",
        "# TYPE a histogram\na {gcount:1,gsum:1,bucket:[+Inf:1]}\n",
        "# TYPE a summary\na {gcount:1,gsum:1,quantile:[]}\n",
        "# TYPE a gaugehistogram\na {count:1,sum:1,bucket:[+Inf:1]}\n",
        "# TYPE a histogram\na{le=\"1\"} {count:1,sum:1,bucket:[+Inf:1]}\n",
        "# TYPE a summary\na{quantile=\"1\"} {count:0,sum:0,quantile:[]}\n",
        "# TYPE a summary\na {count:1,sum:-1,quantile:[]}\n", "# TYPE a summary\na {count:1,sum:NaN,quantile:[]}\n",
        "# TYPE a summary\na {count:1,sum:1,quantile:[0.5:-1]}\n",
        "# TYPE a histogram\na {count:2,sum:1,schema:0,zero_threshold:0,zero_count:1}\n",
        "# TYPE a histogram\na {count:2,sum:1,bucket:[1.0:0.5,+Inf:2]}\n",
        "a {count:1,sum:1,bucket:[+Inf:2]}\n", "a {count:1,sum:1}\n",
        "# TYPE a stateset\na{a=\"x\"} 1 2\na{a=\"x\"} 0 1\n", "# TYPE a stateset\na{a=\"x\"} 1\na{a=\"x\"} 0\n",
        "# TYPE a stateset\na{a=\"x\"} 1\na{b=\"1\",a=\"x\"} 0\na{a=\"y\"} 0\n", "a{__b=\"1\"} 1\n",
        "# TYPE a info\na 2\n", "# TYPE a stateset\na 1\n", "# TYPE a info\n# UNIT a s\n",
    ])
    func `a page that breaks a rule is refused`(text: String) {
        #expect(throws: MetricParseError.self, "\(text)") { try read(text) }
    }

    @Test func `counts that are not whole are refused plainly`() {
        for value in ["{count:0.5,sum:1,bucket:[+Inf:0.5]}", "{count:1,sum:1,bucket:[1.0:0.5,+Inf:1]}"] {
            let page = Array("# TYPE a histogram\na \(value)\nb 1\n# EOF\n".utf8)
            let parsed = ParsedPage(collectingErrorsIn: page, format: .openMetrics2)
            #expect(parsed.errors.map(\.message) == ["a count of \"0.5\": counts that are not whole are not read"])
            #expect(parsed.family("b") != nil)
        }
    }

    @Test func `each part of a value counts as a sample`() {
        let page = Array(
            "a {count:1,sum:1,bucket:[1.0:0,2.0:0,+Inf:1]}\nb {count:0,sum:0,quantile:[0.5:1]}\n# EOF\n".utf8)
        for (samples, isEnough) in [(4, false), (7, false), (8, true)] {
            let parsed = ParsedPage(
                collectingErrorsIn: page, format: .openMetrics2, limits: PageLimits(samples: samples))
            #expect(parsed.errors.map(\.rule) == (isEnough ? [] : [.limit]))
            #expect(parsed.families.flatMap(\.samples).count <= samples)
        }
    }

    @Test func `exemplars without a time do not lose a page that is read leniently`() {
        let text = "# TYPE a counter\na 1 # {b=\"c\"} 1 # {} 2 3\nb 2\n# EOF\n"
        let page = ParsedPage(collectingErrorsIn: Array(text.utf8), format: .openMetrics2)
        #expect(page.errors.isEmpty)
        #expect(page.families.map(\.name) == ["a", "b"])
    }
}
