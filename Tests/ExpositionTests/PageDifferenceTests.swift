import NinesExposition
import NinesMetrics
import Testing

@Suite struct PageDifferenceTests {
    private func snapshot() throws -> Snapshot {
        let registry = Registry()
        let jobs = try registry.counter(
            "jobs_total", help: "Jobs done.", labels: LabelName("kind"), LabelName("queue"))
        let times = try registry.histogram("time_seconds", help: "Times.", upperBounds: [1, 10])
        jobs.increment("a b", "x", by: 3)
        jobs.increment("c\"d", "x")
        times.observe(0.5)
        return registry.collect()
    }

    @Test func `nothing differs however the page is laid out`() throws {
        let snapshot = try snapshot()
        #expect(snapshot.difference(from: ExpositionBody(snapshot, format: .text).text) == nil)
        #expect(
            snapshot.difference(
                from: """

                    # TYPE time_seconds histogram
                      # HELP time_seconds   Times.
                    # a comment
                    time_seconds_count 1.0
                    time_seconds_bucket{le="+Inf"} 1
                    time_seconds_bucket{le="1e1"} 1
                    time_seconds_bucket{ le = "1" , } 1
                    time_seconds_sum 5e-1
                    # HELP jobs_total Jobs done.
                    # TYPE jobs_total counter
                    jobs_total{queue="x",kind="c\\"d"}    1
                    jobs_total{queue="x",kind="a b",absent=""} 3.0\t
                    """) == nil)
        #expect(
            snapshot.difference(
                from: """
                    jobs_total{queue="x",kind="c\\"d"} 1
                    jobs_total{queue="x",kind="a b"} 3
                    """, families: ["jobs_total"]) == nil)
        let openMetrics = ExpositionBody(snapshot, format: .openMetrics).text
        #expect(snapshot.difference(from: openMetrics, format: .openMetrics) == nil)
        #expect(Snapshot(families: []).difference(from: " \n\n") == nil)
    }

    @Test func `shows what is missing and what is too much`() throws {
        #expect(
            try snapshot().difference(
                from: """
                    # HELP jobs_total Jobs done.
                    # TYPE jobs_total gauge
                    jobs_total{kind="a b",queue="x"} 4
                    jobs_total{kind="c\\"d",queue="x"} 1
                    # HELP time_seconds Times.
                    # TYPE time_seconds histogram
                    time_seconds_bucket{le="1"} 1
                    time_seconds_bucket{le="10"} 1
                    time_seconds_bucket{le="+Inf"} 1
                    time_seconds_sum 0.5
                    time_seconds_count 1
                    what is this
                    """) == """
                    --- expected
                    +++ collected
                    @@ -1,6 +1,6 @@
                     # HELP jobs_total Jobs done.
                    -# TYPE jobs_total gauge
                    -jobs_total{kind="a b",queue="x"} 4
                    +# TYPE jobs_total counter
                    +jobs_total{kind="a b",queue="x"} 3
                     jobs_total{kind="c\\"d",queue="x"} 1
                     # HELP time_seconds Times.
                     # TYPE time_seconds histogram
                    @@ -9,4 +9,3 @@
                     time_seconds_bucket{le="+Inf"} 1
                     time_seconds_count 1
                     time_seconds_sum 0.5
                    -what is this

                    """)
    }

    @Test(arguments: ["{", "}", "a{", "a{b", "a{b=", "a{b=\"", "a{b=\"\\", "a{=}", "a{\"b\" 1", "{\"\"} 1", "a{b=c} 1"])
    func `compares a line that it cannot read as it is`(_ line: String) {
        let difference = Snapshot(families: []).difference(from: line)
        #expect(difference == "--- expected\n+++ collected\n@@ -1,1 +0,0 @@\n-\(line)\n")
    }

    @Test func `a name in quotes is a name`() throws {
        let expected = #"{"my.jobs_total",kind="a"} 1"#
        let family = try FamilySnapshot(
            FamilyDescriptor("my.jobs_total", type: .counter, help: "H.", nameScheme: .utf8), samples: [])
        #expect(
            Snapshot(families: [family]).difference(from: expected)?.contains("-my.jobs_total{kind=\"a\"} 1\n") == true)
    }
}
