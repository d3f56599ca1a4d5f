import NinesMetrics
import Testing

@Suite struct IntegerValueTests {
    /// Look-ups by the typed path, by a handle and by text find the same child, whose label is the number's text.
    private func check<Value: LabelValue & FixedWidthInteger>(_ type: Value.Type) throws {
        let registry = Registry()
        let family = try registry.counter("a_total", help: "A.", labels: LabelName("x", of: Value.self))
        let two = try registry.counter(
            "b_total", help: "B.", labels: LabelName("x", of: Value.self), LabelName("y", of: Value.self))
        let four = try registry.counter(
            "c_total", help: "C.", labels: LabelName("w", of: Value.self), LabelName("x", of: Value.self),
            LabelName("y", of: Value.self), LabelName("z", of: Value.self))
        let texts = try registry.counter("a_total", help: "A.", labels: LabelName("x"))
        var values: [Value] = [.min, .max, 0, 1, 9, 10, 99, 100, .max - 1, .min + 1]
        values += [1_000, 12_345_678, 99_999_999, 100_000_000, 4_294_967_296].compactMap { Value(exactly: $0) }
        values += [UInt64.max, 10_000_000_000_000_000_000].compactMap { Value(exactly: $0) }
        // Zeros in the middle of what is written in pieces.
        if let large = Value(exactly: 1_000_000_000_000_000_000), Value.bitWidth == 128 {
            values += [large * 10, large * large, large * large * 10 + 7]
        }
        if Value.isSigned { values += [-1, -10, -99].compactMap { Value(exactly: $0) } }
        for value in Set(values) {
            for _ in 0..<2 { family.increment(value) }
            family.labels(value).increment()
            texts.increment("\(value)")
            two.increment(value, value)
            four.increment(value, value, value, value)
        }
        let snapshot = registry.collect()
        for value in Set(values) {
            let text = "\(value)"
            #expect(snapshot.value(of: "a_total", labels: ["x": text]) == 4, "\(type) \(text)")
            #expect(snapshot.value(of: "b_total", labels: ["x": text, "y": text]) == 1)
            #expect(snapshot.value(of: "c_total", labels: ["w": text, "x": text, "y": text, "z": text]) == 1)
        }
        #expect(snapshot.childCount(of: "a_total") == Set(values).count)
        #expect(snapshot.childCount(of: "b_total") == Set(values).count)
    }

    @Test func `integers of every width are label values`() throws {
        try check(Int.self)
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(UInt.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        try check(Int128.self)
        try check(UInt128.self)
    }

    @Test func `an enumeration with raw values of any width is one too`() throws {
        enum Status: UInt16, LabelValue {
            case ok = 200
            case missing = 404
        }
        let registry = Registry()
        let family = try registry.counter("a_total", help: "A.", labels: LabelName("status", of: Status.self))
        family.increment(.ok)
        family.increment(.missing)
        family.increment(.ok)
        #expect(registry.collect().value(of: "a_total", labels: ["status": "200"]) == 2)
        #expect(registry.collect().value(of: "a_total", labels: ["status": "404"]) == 1)
    }
}
