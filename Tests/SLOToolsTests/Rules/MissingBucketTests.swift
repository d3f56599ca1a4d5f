import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Buckets of a histogram that are spelt otherwise, or are not there, by Prometheus' own evaluator.
@Suite struct MissingBucketTests {
    private typealias Query = IndicatorQueryTests

    @Test(arguments: [
        ("250", "250.0"), ("250.0", "250"), ("1048576", "1.048576e+06"), ("1.048576e+06", "1048576"),
        ("1048576.0", "1048576"), ("10000000", "1.0E7"), ("1e+06", "1000000.0"), ("0.0001", "1e-04"), ("0.25", "0.25"),
    ])
    func `a bound is found in every spelling`(_ document: String, _ series: String) throws {
        let count = "sum(rate(d_count[{{.window}}]))"
        let bucket = "sum(rate(d_bucket{le=\"\(document)\"}[{{.window}}]))"
        let slow = try Query.events(bad: "\(count) - \(bucket)", total: count)
        let fast = Indicator.events(
            EventIndicator(good: .query(try WindowedQuery(bucket)), total: .query(try WindowedQuery(count))))
        let latency = Indicator.latency(LatencyIndicator(histogram: "d", threshold: try #require(Double(document))))
        for indicator in [slow, fast, latency] {
            try Promtool([Query.document(indicator, objective: 0.9995)]).expect(
                [.about(0.9, Query.ratio("1h"), at: 15), .about(0.9, Query.ratio("1d"), at: 15)],
                of: [
                    ("d_count", "0+60x20"), ("d_bucket{le=\"\(series)\"}", "0+6x20"), ("d_bucket{le=\"7\"}", "0+1x20"),
                ])
        }
    }

    @Test(arguments: ["d_count - x", "x good", "sum(d_count - x) or vector(0)", "clamp_min(d_count - x, 0)"])
    func `a bucket that does not exist is missing data`(_ form: String) throws {
        let count = "sum(rate(d_count[{{.window}}]))"
        let bucket = "sum(rate(d_bucket{le=\"0.3\"}[{{.window}}]))"
        let indicator: Indicator =
            if form == "x good" {
                .events(
                    EventIndicator(good: .query(try WindowedQuery(bucket)), total: .query(try WindowedQuery(count))))
            } else {
                try Query.events(bad: form.replacing("d_count", with: count).replacing("x", with: bucket), total: count)
            }
        try Promtool([Query.document(indicator)]).expect(
            [
                .nothing(Query.ratio("1h"), at: 40), .firing("ErrorBudgetBurnNoData", at: 40),
                .quiet("ErrorBudgetBurn", at: 40),
            ], of: [("d_count", "0+60x60"), ("d_bucket{le=\"0.25\"}", "0+6x60")])
    }

    private static let count = "sum(rate(d_count[{{.window}}]))"
    private static let ofGood = "sum(rate(d_bucket{le=\"0.3\", code=\"200\"}[{{.window}}]))"

    /// What stands in for the bucket does not make it known.
    @Test(arguments: [
        "d_count - (x or vector(0))", "d_count - (x or on () vector(0))", "d_count - (x or d_count * 0)",
        "sum(d_count - (x or vector(0)))", "clamp_min(d_count - (x or vector(0)), 0) or vector(0)",
    ])
    func `a bucket that does not exist is missing data behind a fallback too`(_ form: String) throws {
        let bucket = "sum(rate(d_bucket{le=\"0.3\"}[{{.window}}]))"
        let bad = form.replacing("d_count", with: Self.count).replacing("x", with: bucket)
        let document = try Query.document(try Query.events(bad: bad, total: Self.count))
        try Promtool([document]).expect(
            [
                .nothing(Query.ratio("1h"), at: 40), .firing("ErrorBudgetBurnNoData", at: 40),
                .quiet("ErrorBudgetBurn", at: 40),
            ], of: [("d_count", "0+60x60"), ("d_bucket{le=\"0.25\"}", "0+6x60")])
        try Promtool([document]).expect(
            [.about(0.9, Query.ratio("1h"), at: 40), .firing("ErrorBudgetBurn", "page", at: 40)],
            of: [("d_count", "0+60x60"), ("d_bucket{le=\"0.3\"}", "0+6x60")])
    }

    /// - Parameter form: `good x`, or the bad events; `x` is the bucket of successes.
    private static func document(_ form: String) throws -> SLODocument {
        guard form != "good x" else {
            return try Query.document(
                .events(
                    EventIndicator(good: .query(try WindowedQuery(ofGood)), total: .query(try WindowedQuery(count)))))
        }
        return try Query.document(
            Query.events(bad: form.replacing("d_count", with: count).replacing("x", with: ofGood), total: count))
    }

    /// The bucket counts successes only. Since the start there were none: that is no missing bucket.
    @Test(arguments: [
        "good x", "d_count - x", "d_count - (x or vector(0))", "d_count - (x or d_count * 0)",
        "(d_count - x) or vector(0)",
    ])
    func `an outage since the start is no missing bucket`(_ form: String) throws {
        let document = try Self.document(form)
        let outage = [("d_count{code=\"500\"}", "0+60x60"), ("d_bucket{code=\"500\",le=\"0.3\"}", "0+60x60")]
        try Promtool([document]).expect(
            [
                .about(1, Query.ratio("1h"), at: 40), .about(1, Query.ratio("1d"), at: 40),
                .firing("ErrorBudgetBurn", "page", at: 40), .quiet("ErrorBudgetBurnNoData", at: 40),
            ], of: outage)
        // There are successes, and none of them is counted below 0.3.
        let other = [("d_count{code=\"200\"}", "0+60x60"), ("d_bucket{code=\"200\",le=\"0.25\"}", "0+60x60")]
        try Promtool([document]).expect(
            [.nothing(Query.ratio("1h"), at: 40), .firing("ErrorBudgetBurnNoData", at: 40)], of: outage + other)
        // No series at all.
        try Promtool([document]).expect([.firing("ErrorBudgetBurnNoData", at: 40)], of: [])
    }

    /// Slow successes are bad, among all requests.
    @Test func `no successes are no slow ones`() throws {
        let bad = "sum(rate(d_count{code=\"200\"}[{{.window}}])) - \(Self.ofGood)"
        let document = try Query.document(try Query.events(bad: bad, total: Self.count))
        try Promtool([document]).expect(
            [.about(0, Query.ratio("1h"), at: 40), .quiet("ErrorBudgetBurnNoData", at: 40)],
            of: [("d_count{code=\"500\"}", "0+60x60")])
        try Promtool([document]).expect(
            [.nothing(Query.ratio("1h"), at: 40), .firing("ErrorBudgetBurnNoData", at: 40)],
            of: [("d_count{code=\"200\"}", "0+60x60"), ("d_bucket{code=\"200\",le=\"0.25\"}", "0+60x60")])
    }

    /// One of two routes has no success yet, the other has no such bucket.
    @Test(arguments: ["by (route)", "without (code, le)"]) func `groups are judged each on its own`(_ grouping: String)
        throws
    {
        let good = "sum \(grouping) (rate(d_bucket{le=\"0.3\", code=\"200\"}[{{.window}}]))"
        let document = try Query.document(
            .events(
                EventIndicator(
                    good: .query(try WindowedQuery(good)),
                    total: .query(try WindowedQuery("sum \(grouping) (rate(d_count[{{.window}}]))")))))
        try Promtool([document]).expect(
            [
                .about(1, Query.ratio("1h") + "{route=\"/a\"}", at: 40),
                .nothing(Query.ratio("1h") + "{route=\"/b\"}", at: 40),
                .about(0, Query.ratio("1h") + "{route=\"/c\"}", at: 40),
            ],
            of: [
                ("d_count{route=\"/a\",code=\"500\"}", "0+60x60"),
                ("d_count{route=\"/b\",code=\"200\"}", "0+60x60"),
                ("d_bucket{route=\"/b\",code=\"200\",le=\"0.5\"}", "0+60x60"),
                ("d_count{route=\"/c\",code=\"200\"}", "0+60x60"),
                ("d_bucket{route=\"/c\",code=\"200\",le=\"0.3\"}", "0+60x60"),
            ])
    }

    @Test(arguments: ["good x", "d_count - x", "d_count - (x or vector(0))"])
    func `generated tests feed what is judged`(_ form: String) throws {
        let document = try Self.document(form)
        let analysis = SeriesAnalysis(try RuleGenerator(document).measure, patterns: PatternCache())
        #expect(analysis.feed != nil, "\(analysis.reason)")
        let output = try Promtool.generatedTests([document])
        #expect(output == nil, "\(output ?? "")")
    }

    @Test(arguments: [
        (#"d_bucket{le=~"1"}"#, #"d_bucket{le=~"1(\\.0)?"}"#),
        (#"d_bucket{le=~"0.5|1"}"#, #"d_bucket{le=~"0\\.5|1(\\.0)?"}"#),
        (#"d_bucket{le!~"0\\.5|1"}"#, #"d_bucket{le!~"0\\.5|1(\\.0)?"}"#),
        (#"d_bucket{le=~"1(\\.0)?"}"#, #"d_bucket{le=~"1(\\.0)?"}"#),
        (#"d_bucket{le=~"1|.+"}"#, #"d_bucket{le=~"1|.+"}"#), (#"d_bucket{le="+Inf"}"#, #"d_bucket{le="+Inf"}"#),
    ])
    func `a list of bounds is in every spelling`(_ query: String, _ respelled: String) {
        #expect(BucketBound.respelled(query) == respelled)
    }

    @Test func `a histogram is called by its name, which may be a condition`() throws {
        let named = LatencyIndicator(histogram: #"{__name__="d_seconds", job="x"}"#, threshold: 0.5)
        try Promtool([IndicatorQueryTests.document(.latency(named))]).expect(
            [.about(0.5, IndicatorQueryTests.ratio("1h"), at: 120)],
            of: [
                (#"d_seconds_count{job="x"}"#, "0+60x200"), (#"d_seconds_bucket{job="x",le="0.5"}"#, "0+30x200"),
            ])
        for (histogram, message) in [
            (#"d_seconds_bucket{job="x"}"#, "it is the histogram's name, without _bucket: write d_seconds"),
            ("d_seconds_count", "it is the histogram's name, without _count: write d_seconds"),
            (#"{__name__=~"d.*"}"#, "it must name one metric"),
        ] {
            let error = #expect(throws: SLOError.self) {
                try LatencyIndicator(histogram: histogram, threshold: 0.5).measure()
            }
            #expect(error?.description == "histogram \(histogram): \(message)")
        }
    }
}
