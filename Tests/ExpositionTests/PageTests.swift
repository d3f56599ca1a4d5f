import NinesExposition
import NinesMetrics
import Testing

/// Whole pages of text 0.0.4 and OpenMetrics 1.0, side by side.
@Suite struct PageTests {
    @Test func `counters name their metadata with _total in text and without it in OpenMetrics`() throws {
        let requests = try FamilySnapshot.counter(
            "http_requests_total", help: "Requests served.",
            [
                Child(3, ["method": "POST", "status": "500"]),
                Child(1_027, ["method": "GET", "status": "200"]),
                Child(CounterValue(integer: 1, fraction: 0.5), ["method": "GET", "status": "404"]),
                Child(CounterValue(integer: 1, fraction: 1), ["method": "PUT", "status": "200"]),
            ])

        #expect(
            page(requests, as: .text) == """
                # HELP http_requests_total Requests served.
                # TYPE http_requests_total counter
                http_requests_total{method="GET",status="200"} 1027
                http_requests_total{method="GET",status="404"} 1.5
                http_requests_total{method="POST",status="500"} 3
                http_requests_total{method="PUT",status="200"} 2

                """)
        #expect(
            page(requests, as: .openMetrics) == """
                # TYPE http_requests counter
                # HELP http_requests Requests served.
                http_requests_total{method="GET",status="200"} 1027
                http_requests_total{method="GET",status="404"} 1.5
                http_requests_total{method="POST",status="500"} 3
                http_requests_total{method="PUT",status="200"} 2.0
                # EOF

                """)
    }

    @Test func `whole counters keep every digit that a double would lose`() throws {
        let bytes = try FamilySnapshot.counter(
            "sent_bytes_total", help: "Bytes sent.", unit: "bytes",
            [
                Child(9_007_199_254_740_993, ["link": "a"]), Child(CounterValue(integer: .max), ["link": "b"]),
                Child(1_000_000, ["link": "c"]), Child(0, ["link": "d"]),
            ])

        #expect(
            page(bytes, as: .text) == """
                # HELP sent_bytes_total Bytes sent.
                # TYPE sent_bytes_total counter
                sent_bytes_total{link="a"} 9007199254740993
                sent_bytes_total{link="b"} 18446744073709551615
                sent_bytes_total{link="c"} 1000000
                sent_bytes_total{link="d"} 0

                """)
        #expect(
            page(bytes, as: .openMetrics) == """
                # TYPE sent_bytes counter
                # UNIT sent_bytes bytes
                # HELP sent_bytes Bytes sent.
                sent_bytes_total{link="a"} 9007199254740993
                sent_bytes_total{link="b"} 18446744073709551615
                sent_bytes_total{link="c"} 1000000
                sent_bytes_total{link="d"} 0
                # EOF

                """)
    }

    @Test func `gauges are written as Go does in text and told from integers in OpenMetrics`() throws {
        let temperature = try FamilySnapshot.gauge(
            "temperature_celsius", help: "Now.", unit: "celsius",
            [
                Child(5, ["at": "a"]), Child(-0.0, ["at": "b"]), Child(21.5, ["at": "c"]), Child(1e6, ["at": "d"]),
                Child(.infinity, ["at": "e"]), Child(-.infinity, ["at": "f"]), Child(.nan, ["at": "g"]),
                Child(-273, ["at": "h"]),
            ])

        #expect(
            page(temperature, as: .text) == """
                # HELP temperature_celsius Now.
                # TYPE temperature_celsius gauge
                temperature_celsius{at="a"} 5
                temperature_celsius{at="b"} 0
                temperature_celsius{at="c"} 21.5
                temperature_celsius{at="d"} 1e+06
                temperature_celsius{at="e"} +Inf
                temperature_celsius{at="f"} -Inf
                temperature_celsius{at="g"} NaN
                temperature_celsius{at="h"} -273

                """)
        #expect(
            page(temperature, as: .openMetrics) == """
                # TYPE temperature_celsius gauge
                # UNIT temperature_celsius celsius
                # HELP temperature_celsius Now.
                temperature_celsius{at="a"} 5.0
                temperature_celsius{at="b"} 0.0
                temperature_celsius{at="c"} 21.5
                temperature_celsius{at="d"} 1e+06
                temperature_celsius{at="e"} +Inf
                temperature_celsius{at="f"} -Inf
                temperature_celsius{at="g"} NaN
                temperature_celsius{at="h"} -273.0
                # EOF

                """)
    }

    @Test func `several families keep their order and share one end`() throws {
        let first = try FamilySnapshot.gauge("a", help: "First.", [Child(1)])
        let second = try FamilySnapshot.counter("b_total", help: "Second.", [Child(2)])
        let third = try FamilySnapshot.histogram("c", help: "Third.", upperBounds: [], [Child(Observed([3], sum: 6))])

        #expect(
            page(first, second, third, as: .text) == """
                # HELP a First.
                # TYPE a gauge
                a 1
                # HELP b_total Second.
                # TYPE b_total counter
                b_total 2
                # HELP c Third.
                # TYPE c histogram
                c_bucket{le="+Inf"} 3
                c_sum 6
                c_count 3

                """)
        #expect(
            page(first, second, third, as: .openMetrics) == """
                # TYPE a gauge
                # HELP a First.
                a 1.0
                # TYPE b counter
                # HELP b Second.
                b_total 2
                # TYPE c histogram
                # HELP c Third.
                c_bucket{le="+Inf"} 3
                c_sum 6.0
                c_count 3
                # EOF

                """)
    }

    @Test func `a page without samples is empty in text and only its end in OpenMetrics`() throws {
        let families = try [
            FamilySnapshot.counter("none_total", []), FamilySnapshot.gauge("nothing", []),
            FamilySnapshot.histogram("nought", upperBounds: [1], []),
        ]
        for snapshot in [Snapshot(families: []), Snapshot(families: families)] {
            #expect(ExpositionBody(snapshot, format: .text).text.isEmpty)
            #expect(ExpositionBody(snapshot, format: .openMetrics).text == "# EOF\n")
        }
    }

    @Test func `families without children leave no trace between others`() throws {
        let families = try [
            FamilySnapshot.gauge("a", [Child(1)]), FamilySnapshot.gauge("b", []), FamilySnapshot.gauge("c", [Child(2)]),
        ]
        #expect(
            ExpositionBody(Snapshot(families: families), format: .openMetrics).text == """
                # TYPE a gauge
                # HELP a Help.
                a 1.0
                # TYPE c gauge
                # HELP c Help.
                c 2.0
                # EOF

                """)
    }
}
