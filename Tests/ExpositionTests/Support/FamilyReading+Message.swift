import NinesMetrics

extension FamilyReading {
    struct Unexpected: Error {
        let reason: String
    }

    /// Reads a `MetricFamily` as a scraper does.
    init(_ message: WireMessage) throws {
        guard case .type(let type) = message.values("type").first else { throw Unexpected(reason: "no type") }
        self.init(
            texts: ["name", "help", "unit"].map(message.text), type: type,
            children: try message.messages("metric").map(Self.child))
    }

    private static func child(_ metric: WireMessage) throws -> Child {
        let kinds = metric.fields.filter { $0.name != "label" }
        guard kinds.count == 1, case .message(let message) = kinds[0].value else {
            throw Unexpected(reason: "a metric of \(kinds.map(\.name))")
        }
        return Child(
            labels: labels(of: metric), value: try value(kinds[0].name, message),
            created: try message.messages("start").first.map(time), exemplars: try exemplars(message))
    }

    private static func value(_ name: String, _ message: WireMessage) throws -> Value {
        switch name {
        case "counter": return .counter(Bits(message.double("value")))
        case "gauge": return .gauge(Bits(message.double("value")))
        case "untyped": return .untyped(Bits(message.double("value")))
        case "histogram":
            return .histogram(
                Histogram(
                    count: message.unsigned("count"), sum: Bits(message.double("sum")), classic: try classic(message),
                    native: try native(message)))
        case "summary":
            let quantiles = message.messages("quantile")
            return .summary(
                count: message.unsigned("count"), sum: Bits(message.double("sum")),
                quantiles: quantiles.map { Bits($0.double("quantile")) },
                estimates: quantiles.map { Bits($0.double("value")) })
        default: throw Unexpected(reason: name)
        }
    }

    /// Nil for a native histogram without classic buckets. That of `+Inf` is what the others leave of the count.
    private static func classic(_ message: WireMessage) throws -> Classic? {
        let buckets = message.messages("bucket")
        guard try !buckets.isEmpty || native(message) == nil else { return nil }
        var (upperBounds, counts, last) = ([Bits](), [UInt64](), UInt64(0))
        for bucket in buckets {
            let (bound, cumulative) = (bucket.double("upper_bound"), bucket.unsigned("cumulative_count"))
            counts.append(cumulative &- last)
            last = cumulative
            if bound < .infinity { upperBounds.append(Bits(bound)) }
        }
        if counts.count == upperBounds.count {
            counts.append(message.unsigned("count") &- last)
        } else if last != message.unsigned("count") {
            throw Unexpected(reason: "\(last) observations up to +Inf")
        }
        return Classic(upperBounds: upperBounds, counts: counts)
    }

    /// Nil where scrapers take the histogram for a classic one: without any span, zero threshold and zero count.
    private static func native(_ message: WireMessage) throws -> Native? {
        let (threshold, zeroCount) = (message.double("zero_threshold"), message.unsigned("zero_count"))
        let spans = message.messages("positive_span") + message.messages("negative_span")
        guard !spans.isEmpty || threshold > 0 || zeroCount > 0 else { return nil }
        return Native(
            schema: Int(message.signed("schema")), zeroThreshold: Bits(threshold), zeroCount: zeroCount,
            positive: try buckets("positive", message), negative: try buckets("negative", message))
    }

    private static func buckets(_ sign: String, _ message: WireMessage) throws -> [Int: UInt64] {
        let spans = message.messages("\(sign)_span").map {
            (offset: Int($0.signed("offset")), length: Int($0.unsigned("length")))
        }
        var (counts, count) = ([UInt64](), UInt64(0))
        for difference in message.packed("\(sign)_delta") {
            count &+= UInt64(bitPattern: difference)
            counts.append(count)
        }
        guard spans.reduce(0, { $0 + $1.length }) == counts.count, spans.dropFirst().allSatisfy({ $0.offset >= 0 })
        else { throw Unexpected(reason: "\(sign) spans \(spans) of \(counts.count) buckets") }
        return buckets(spans, counts)
    }
}

extension FamilyReading {
    private static func exemplars(_ message: WireMessage) throws -> [Int: [Exemplar]] {
        var exemplars: [Int: [Exemplar]] = [:]
        let isHistogram = message.fields.contains { $0.name == "count" }
        let own = try message.messages("exemplar").map(exemplar)
        if !own.isEmpty { exemplars[isHistogram ? -1 : 0] = own }
        for (index, bucket) in message.messages("bucket").enumerated() {
            let found = try bucket.messages("exemplar").map(exemplar)
            if !found.isEmpty { exemplars[index] = found }
        }
        return exemplars
    }

    private static func exemplar(_ message: WireMessage) throws -> Exemplar {
        Exemplar(
            message.double("value"), labels: labels(of: message),
            time: try message.messages("timestamp").first.map(time))
    }

    private static func labels(of message: WireMessage) -> [Label] {
        message.messages("label").map { Label($0.text("name"), $0.text("value")) }
    }

    private static func time(_ message: WireMessage) throws -> UnixTime {
        let (seconds, nanoseconds) = (message.signed("seconds"), message.signed("nanos"))
        guard 0..<1_000_000_000 ~= nanoseconds, nanoseconds % 1_000_000 == 0 else {
            throw Unexpected(reason: "\(nanoseconds) ns")
        }
        return UnixTime(milliseconds: seconds * 1_000 + nanoseconds / 1_000_000)
    }
}
