import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Series that unit tests of rules feed.
@Suite struct SeriesMixTests {
    private func feed(bad: String, total: String) throws -> SeriesMix? {
        let measure = SLIExpression.events(
            EventExpression(numerator: .bad(try WindowedQuery(bad)), total: try WindowedQuery(total)))
        return SeriesAnalysis(measure, patterns: PatternCache()).feed
    }

    private let minutes = TestValues(step: .seconds(60))
    private let timeline = TestPhases(phases: [
        .init(minutes: 3, errorRatio: 20_000_000), .init(minutes: 2, errorRatio: 0), .init(minutes: 2, errorRatio: nil),
    ])

    private func lines(_ feed: SeriesMix?) -> [String] {
        (feed?.series(timeline, minutes) ?? []).map { "\($0.text) \($0.values)" }
    }

    @Test func `events are split by the label that tells bad ones`() throws {
        let feed = try feed(
            bad: #"sum(rate(r_total{job="a",code=~"5..|429"}[{{.window}}]))"#,
            total: #"sum(rate(r_total{job="a",code!~"4[0-28].*"}[{{.window}}]))"#)
        #expect(
            lines(feed) == [
                #"r_total{code="500", job="a"} 0+20000000x2 60000000+0x1 60000000+0x1"#,
                #"r_total{code="200", job="a"} 0+980000000x2 2940000000+1000000000x1 4940000000+0x1"#,
            ])
    }

    @Test func `a slow request is in the count and not in the bucket`() throws {
        let feed = try feed(
            bad: #"sum(rate(l_count[{{.window}}])) - sum(rate(l_bucket{le="0.4"}[{{.window}}]))"#,
            total: "sum(rate(l_count[{{.window}}]))")
        #expect(
            lines(feed) == [
                "l_count 0+1000000000x2 3000000000+1000000000x1 5000000000+0x1",
                #"l_bucket{le="0.4"} 0+980000000x2 2940000000+1000000000x1 4940000000+0x1"#,
            ])
    }

    @Test func `a compared gauge is either good or bad`() throws {
        let feed = try feed(
            bad: "sum_over_time((count(g < 0.75))[{{.window}}:]) OR on() vector(0)",
            total: "sum_over_time((count(g))[{{.window}}:])")
        #expect(feed?.levels([18_000_000]) == [1_000_000_000])
        #expect(feed?.canBeIdle == false)
    }

    @Test(arguments: [
        ("sum(delta(a[{{.window}}]))", "the function delta"),
        ("sum(rate(a[{{.window}}] offset 1h))", "rate of anything but a range"),
        ("sum(rate(a[{{.window}}:1m]))", "rate of anything but a range"),
        ("topk(1, rate(a[{{.window}}]))", "topk with a parameter"),
        ("sum by (x) (rate(a{x=~\"p|q\"}[{{.window}}])) + on () group_left sum(rate(a[{{.window}}]))", "group_left"),
    ])
    func `what is not known is not guessed`(_ query: String, _ what: String) throws {
        let measure = SLIExpression.events(
            EventExpression(numerator: .bad(try WindowedQuery(query)), total: try WindowedQuery(query)))
        let analysis = SeriesAnalysis(measure, patterns: PatternCache())
        #expect(analysis.feed == nil)
        #expect(analysis.reason == "the tests do not read \(what)")
    }

    @Test func `a query that makes something of nothing is not replaced`() throws {
        let measure = SLIExpression.events(
            EventExpression(
                numerator: .bad(try WindowedQuery("sum(delta(a[{{.window}}])) or vector(0)")),
                total: try WindowedQuery("sum(delta(b[{{.window}}]))")))
        #expect(SeriesAnalysis(measure, patterns: PatternCache()).isEmptyWithoutSeries == false)
    }
}
