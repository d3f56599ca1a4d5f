import NinesMetrics

extension WireSink {
    mutating func append(_ exemplar: Exemplar, field number: UInt64) {
        field(number) { message in
            for label in exemplar.labels {
                message.field(1) { pair in
                    pair.field(1, label.name)
                    pair.field(2, label.value)
                }
            }
            message.field(2, exemplar.value)
            if let time = exemplar.time { message.append(time, field: 3) }
        }
    }

    /// When `child` began to count, where that is known.
    mutating func append(created: [UnixTime]?, of child: Int, field number: UInt64) {
        if let created { append(created[child], field: number) }
    }

    /// A `google.protobuf.Timestamp`: nanoseconds count forward, also before 1970.
    mutating func append(_ time: UnixTime, field number: UInt64) {
        let fraction = time.milliseconds % 1000
        let forward = fraction < 0 ? fraction + 1000 : fraction
        field(number) { timestamp in
            timestamp.field(1, signed: (time.milliseconds - fraction) / 1000 - (fraction < 0 ? 1 : 0))
            timestamp.field(2, signed: forward * 1_000_000)
        }
    }
}
