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

    private func gauge(_ value: Double, _ labelValue: String = "a") throws -> Snapshot {
        let descriptor = try FamilyDescriptor("size", type: .gauge, help: "")
        return Snapshot(families: [
            try FamilySnapshot(descriptor, samples: [.init(value, labels: [Label("b", labelValue)])])
        ])
    }

    @Test func `label values differ when their bytes do, and only a line feed ends a line`() throws {
        #expect(try gauge(1, "\u{E9}").difference(from: "size{b=\"\u{E9}\"} 1") == nil)
        #expect(try gauge(1, "\u{E9}").difference(from: "size{b=\"e\u{301}\"} 1") != nil)
        // A quote and a scalar that combines with it are one character.
        for value in ["\u{301}a", "a\u{2028}b", "a\r", "\u{85}"] {
            #expect(try gauge(1, value).difference(from: "size{ b = \"\(value)\" } 1.0\r\n") == nil)
            #expect(try gauge(1, value).difference(from: "size{b=\"a\"} 1") != nil)
        }
    }

    @Test func `whole numbers are compared with all their digits`() throws {
        let registry = Registry()
        try registry.counter("jobs_total", help: "").increment(by: 9_007_199_254_740_993)
        #expect(registry.collect().difference(from: "jobs_total 9007199254740993") == nil)
        #expect(registry.collect().difference(from: "jobs_total 9007199254740992") != nil)
        #expect(try gauge(9_007_199_254_740_992).difference(from: "size{b=\"a\"} 9.007199254740992e15") == nil)
        #expect(try gauge(0x1p70).difference(from: "size{b=\"a\"} 1180591620717411303424") == nil)
        #expect(try gauge(-0.0).difference(from: "size{b=\"a\"} +0") == nil)
        #expect(try gauge(-3).difference(from: "size{b=\"a\"} -3.0") == nil)
    }

    @Test func `a name in quotes is a name`() throws {
        let expected = #"{"my.jobs_total",kind="a"} 1"#
        let family = try FamilySnapshot(
            FamilyDescriptor("my.jobs_total", type: .counter, help: "H.", nameScheme: .utf8), samples: [])
        #expect(
            Snapshot(families: [family]).difference(from: expected)?.contains("-my.jobs_total{kind=\"a\"} 1\n") == true)
    }
}
