import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// The expressions that indicators become.
@Suite struct SLIExpressionTests {
    private func rules(_ indicator: Indicator, budgeting: Budgeting = .occurrences) throws -> [String: String] {
        let definition = try SLODefinition(
            name: "n", service: "s", objective: try Objective(ratio: 0.99), window: .days(30), budgeting: budgeting)
        let group = try RuleGenerator(SLODocument(definition: definition, indicator: indicator)).group()
        let recordings = group.rules.filter { $0.kind == .record }
        // The SLO's own selector is the same everywhere.
        return Dictionary(
            uniqueKeysWithValues: recordings.map {
                ($0.name, $0.expression.replacing(#"{sloth_id="s-n", sloth_service="s", sloth_slo="n"}"#, with: ""))
            })
    }

    @Test func aLatencyCountsABucketThatHasToExist() throws {
        let rules = try rules(.latency(LatencyIndicator(histogram: #"d{job="a"}"#, threshold: 1)))
        #expect(
            rules["slo:total_events:over5m"] == #"""
                (
                  sum(rate(d_count{job="a"}[5m]))
                  and
                  sum(rate(d_bucket{job="a", le=~"1(\\.0)?"}[5m]))
                ) >= 0
                """#)
    }

    @Test func aThresholdBetweenBucketsHasTwoBounds() throws {
        let rules = try rules(.latency(LatencyIndicator(histogram: "d", threshold: 0.3, buckets: [0.25, 0.5])))
        #expect(rules["slo:bad_events:over5m"]?.contains(#"d_bucket{le=~"0\\.25"}"#) == true)
        #expect(rules["slo:sli_error_lower_bound:ratio_rate5m"]?.contains(#"d_bucket{le=~"0\\.5"}"#) == true)
        let error = #expect(throws: SLOError.self) {
            try self.rules(.latency(LatencyIndicator(histogram: "d", threshold: 0.1, buckets: [0.25])))
        }
        #expect(error?.description == "threshold 0.1: it is below all buckets, so no event is known to be good")
    }

    @Test func aNativeHistogramInterpolates() throws {
        let rules = try rules(.latency(LatencyIndicator(histogram: "d", threshold: 0.3, native: true)))
        #expect(
            rules["slo:sli_error:ratio_rate1h"] == """
                clamp_min(1 - (histogram_fraction(0, 0.3, sum(rate(d[1h]))) * histogram_count(sum(rate(d[1h])))) / \
                ((histogram_count(sum(rate(d[1h])))) > 0), 0)
                or
                (histogram_count(sum(rate(d[1h])))) > bool 0
                """)
    }

    @Test func aRatioIsAveragedOverTime() throws {
        let rules = try rules(.ratio(RatioIndicator(error: try WindowedQuery("q[{{.window}}]"))))
        #expect(
            rules["slo:sli_error:ratio_rate1h"]
                == "clamp_min((q[1h]), 0) >= 0\nor\n((q[1h]) != bool (q[1h])) * 0")
        #expect(rules["slo:sli_error:ratio_rate3d"] == "avg_over_time(slo:sli_error:ratio_rate5m[3d:5m])")
    }

    @Test func aTimesliceIsGoodOrBad() throws {
        let events = EventIndicator(bad: .counter("b"), total: .counter("t"))
        let rules = try rules(
            .events(events), budgeting: .timeslices(length: .seconds(60), objective: try Objective(ratio: 0.95)))
        #expect(
            rules["slo:sli_error:ratio_rate1h"] == "avg_over_time((slo:slice_error:ratio > bool 0.05)[1h:1m])")
        #expect(rules["slo:sli_error:ratio_rate30d"] == "avg_over_time(slo:sli_error:ratio_rate5m[30d:5m])")
    }

    @Test func goodAndBadEventsMakeATotal() throws {
        let rules = try rules(.events(EventIndicator(good: .counter("g"), bad: .counter("b"), by: ["r"])))
        #expect(
            rules["slo:total_events:over5m"] == """
                (
                  ((sum by (r) (rate(g[5m]))) or (sum by (r) (rate(b[5m]))) * 0)
                  +
                  ((sum by (r) (rate(b[5m]))) or (sum by (r) (rate(g[5m]))) * 0)
                ) >= 0
                """)
    }

    @Test(arguments: [
        (Indicator.availability(AvailabilityIndicator(gauge: "up")), "(sum(count_over_time(up[5m]))) >= 0"),
        (
            .threshold(ThresholdIndicator(gauge: "q", op: .lte, value: 10)),
            "(sum(count_over_time((q)[5m:1m]))) >= 0"
        ),
        (
            .throughput(ThroughputIndicator(counter: "c", atLeast: 2)),
            "(sum(count_over_time((sum(rate(c[5m])))[5m:1m]))) >= 0"
        ),
        (
            .freshness(FreshnessIndicator(timestamp: "t", within: 60)),
            "(sum(count_over_time(((time() - max(t)))[5m:1m]))) >= 0"
        ),
        (
            .probe(ProbeIndicator(target: "x")),
            #"(sum(rate(nines_slo_events_total{service="s", slo="n"}[5m]))) >= 0"#
        ),
    ])
    func samplesAreEvents(_ indicator: Indicator, _ total: String) throws {
        #expect(try rules(indicator)["slo:total_events:over5m"] == total)
    }

    @Test func partsMakeAWhole() throws {
        let parts = [
            CompositeIndicator.Part(service: "s", slo: "a", weight: 3), .init(service: "s", slo: "b", weight: 1),
        ]
        let serial = try rules(.composite(CompositeIndicator(rule: .serial, parts: parts)))
        #expect(
            serial["slo:sli_error:ratio_rate5m"] == """
                1 -
                (1 - sum(slo:sli_error:ratio_rate5m{sloth_service="s", sloth_slo="a"}))
                * (1 - sum(slo:sli_error:ratio_rate5m{sloth_service="s", sloth_slo="b"}))
                """)
        let weighted = try rules(.composite(CompositeIndicator(rule: .weighted, parts: parts)))
        #expect(
            weighted["slo:sli_error:ratio_rate5m"] == """
                (
                  sum(slo:sli_error:ratio_rate5m{sloth_service="s", sloth_slo="a"}) * 3
                  + sum(slo:sli_error:ratio_rate5m{sloth_service="s", sloth_slo="b"}) * 1
                ) / 4
                """)
    }
}
