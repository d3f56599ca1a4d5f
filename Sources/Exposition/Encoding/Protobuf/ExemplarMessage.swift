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
    @inline(__always)
    mutating func append(created: CreatedTimes?, of child: Int, field number: UInt64) {
        if let created { append(created[child], field: number) }
    }

    /// A `google.protobuf.Timestamp`: nanoseconds count forward, also before 1970.
    @inline(__always)
    mutating func append(_ time: UnixTime, field number: UInt64) {
        let (quotient, remainder) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
        // Rounded down, also before 1970.
        let isBefore = remainder < 0
        field(number) { timestamp in
            timestamp.field(1, signed: isBefore ? quotient &- 1 : quotient)
            timestamp.field(2, signed: (isBefore ? remainder &+ 1000 : remainder) &* 1_000_000)
        }
    }
}
