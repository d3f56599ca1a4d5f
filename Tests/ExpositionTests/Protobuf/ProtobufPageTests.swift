import NinesMetrics
import Testing

@testable import NinesExposition

@Suite struct ProtobufPageTests {
    @Test func `a counter keeps its full name, its labels unescaped, its exemplar and its start`() throws {
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("sent_bytes_total", type: .counter, help: "Sent.\n\"All\"", unit: "bytes"),
            labels: LabelColumn(rendered: [#"path="C:\\new\n\"x\"",zone="é""#, #"path="n""#]),
            values: .counters([CounterValue(integer: 3, fraction: 0.5), CounterValue(integer: 1 << 60)]),
            created: [UnixTime(milliseconds: 1_700_000_000_123), UnixTime(milliseconds: -1)],
            exemplars: ExemplarColumn(entries: [
                .init(
                    child: 1, bucket: 0,
                    exemplar: Exemplar(2, labels: [Label("trace_id", "abc")], time: UnixTime(milliseconds: 5)))
            ]))
        #expect(
            try dump(family) == #"""
                name: "sent_bytes_total"
                help: "Sent.\n\"All\""
                type: COUNTER
                metric {
                  label {
                    name: "path"
                    value: "C:\\new\n\"x\""
                  }
                  label {
                    name: "zone"
                    value: "é"
                  }
                  counter {
                    value: 3.5
                    start {
                      seconds: 1700000000
                      nanos: 123000000
                    }
                  }
                }
                metric {
                  label {
                    name: "path"
                    value: "n"
                  }
                  counter {
                    value: 1.152921504606847e+18
                    exemplar {
                      label {
                        name: "trace_id"
                        value: "abc"
                      }
                      value: 2.0
                      timestamp {
                        seconds: 0
                        nanos: 5000000
                      }
                    }
                    start {
                      seconds: -1
                      nanos: 999000000
                    }
                  }
                }
                unit: "bytes"

                """#)
    }

    @Test(arguments: [
        ("version_info", MetricType.info, "GAUGE", "gauge"), ("major", .stateSet, "GAUGE", "gauge"),
        ("version", .gauge, "GAUGE", "gauge"), ("version", .unknown, "UNTYPED", "untyped"),
    ])
    func `infos and state sets are gauges, families of unknown type untyped`(
        name: String, type: MetricType, wireType: String, field: String
    ) throws {
        let family = try FamilySnapshot(
            FamilyDescriptor(name, type: type, help: ""), samples: [.init(1, labels: [Label("major", "2")])])
        #expect(
            try dump(family) == """
                name: "\(name)"
                type: \(wireType)
                metric {
                  label {
                    name: "major"
                    value: "2"
                  }
                  \(field) {
                    value: 1.0
                  }
                }

                """)
    }

    @Test func `a name in quotes loses them`() throws {
        let family = FamilySnapshot(
            descriptor: try FamilyDescriptor("up", type: .gauge, help: ""),
            labels: LabelColumn(rendered: [#""a.\"b\\"="1",c="2""#]),
            values: .gauges([.nan]))
        #expect(
            try dump(family) == #"""
                name: "up"
                type: GAUGE
                metric {
                  label {
                    name: "a.\"b\\"
                    value: "1"
                  }
                  label {
                    name: "c"
                    value: "2"
                  }
                  gauge {
                    value: nan
                  }
                }

                """#)
    }

    @Test func `a summary has its quantiles, also those without an estimate`() throws {
        let family = try FamilySnapshot(
            FamilyDescriptor("size", type: .summary, help: ""), quantiles: [0.5, 0.99],
            summaries: [
                .init(estimates: [2, .nan], count: .max, sum: .infinity, created: UnixTime(milliseconds: 1000))
            ])
        #expect(
            try dump(family) == """
                name: "size"
                type: SUMMARY
                metric {
                  summary {
                    count: 18446744073709551615
                    sum: inf
                    quantile {
                      quantile: 0.5
                      value: 2.0
                    }
                    quantile {
                      quantile: 0.99
                      value: nan
                    }
                    start {
                      seconds: 1
                      nanos: 0
                    }
                  }
                }

                """)
    }

    @Test func `families without children are left out, and an empty page has no byte`() throws {
        let family = try FamilySnapshot(FamilyDescriptor("up", type: .gauge, help: "Up."), samples: [])
        #expect(ExpositionBody(Snapshot(families: [family]), format: .protobuf).bytes == [])
    }

    private func dump(_ families: FamilySnapshot...) throws -> String {
        try WireDump.page(ExpositionBody(Snapshot(families: families), format: .protobuf).bytes)
    }
}

extension LabelColumn {
    /// - Parameter rendered: each child's labels as between the braces of a sample line.
    convenience init(rendered: [String]) {
        var text: [UInt8] = []
        let ends = rendered.map {
            text += $0.utf8
            return text.count
        }
        self.init(text: text, ends: ends)
    }
}
