import NinesMetrics
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which bucket a number is in, for every schema. A growth factor of 2^(2^-schema) asks for that schema.
@Suite struct BucketBoundTests {
    /// The index of the bucket that alone holds `number`.
    private func index(of number: Double, schema: Int, zeroThreshold: Double = 0) throws -> Int? {
        let histogram = try Registry().nativeHistogram(
            "size_bytes", help: "Sizes.", growthFactor: exp2(exp2(-Double(schema))), zeroThreshold: zeroThreshold)
        histogram.observe(number)
        #expect(histogram.value.schema == schema)
        #expect(histogram.value.count == 1)
        return histogram.value.places.keys.first?.index
    }

    @Test(arguments: [
        (65_536.0, -4), (100_000, -4), (65_535.9, -3), (256, -3), (255.9, -2), (16, -2), (4, -1), (3.9, 0), (2, 0),
        (1.9, 1), (1.5, 1), (1.41, 2), (1.1, 3), (1.0905077326652577, 3), (1.05, 4), (1.005, 8), (1.00271, 8),
        (1.0.nextUp, 8), (.greatestFiniteMagnitude, -4),
    ])
    func `picks the widest buckets that are no wider than the growth factor`(_ factor: Double, _ schema: Int) throws {
        let histogram = try Registry().nativeHistogram("size_bytes", help: "Sizes.", growthFactor: factor)
        #expect(histogram.value.schema == schema)
    }

    @Test(arguments: -4...8)
    func `puts powers of the base into the buckets they end`(_ schema: Int) throws {
        for exponent in [-1074, -1073, -1030, -1023, -1022, -1021, -700, -32, -1, 0, 1, 2, 16, 31, 512, 1022, 1023] {
            let number = Double(sign: .plus, exponent: exponent, significand: 1)
            // The number of whole buckets up to 2^exponent, rounded up: a power of 2 may lie within a bucket.
            let index = Int((Double(exponent) * exp2(Double(schema))).rounded(.up))
            let next = Int((Double(exponent) * exp2(Double(schema))).rounded(.down)) + 1
            #expect(try self.index(of: number, schema: schema) == index, "2^\(exponent)")
            if exponent >= -1022 { #expect(try self.index(of: number.nextUp, schema: schema) == next) }
            if exponent > -1022 { #expect(try self.index(of: number.nextDown, schema: schema) == index) }
        }
    }

    /// The bounds of schema 4 between a half and one as client_golang and the libraries that merge with it have them,
    /// four of them not the nearest doubles to the exact ones.
    static let halfToOne = [
        0.5, 0.5221368912137069, 0.5452538663326288, 0.5693943173783458, 0.5946035575013605, 0.620928906036742,
        0.6484197773255048, 0.6771277734684463, 0.7071067811865475, 0.7384130729697496, 0.7711054127039704,
        0.805245165974627, 0.8408964152537144, 0.8781260801866495, 0.9170040432046711, 0.9576032806985735,
    ]

    @Test(arguments: 0...4)
    func `ends buckets where other libraries do`(_ schema: Int) throws {
        let bounds = stride(from: 0, to: 16, by: 16 >> schema).map { Self.halfToOne[$0] }
        for octave in [-300, -20, 0, 1, 900] {
            for (step, bound) in bounds.enumerated() {
                let number = Double(sign: .plus, exponent: octave, significand: bound)
                let index = (octave - 1) << schema + step
                #expect(try self.index(of: number, schema: schema) == index)
                #expect(try self.index(of: number.nextUp, schema: schema) == index + 1)
                #expect(try self.index(of: number.nextDown, schema: schema) == index)
            }
        }
    }

    @Test(arguments: 5...8)
    func `is within rounding of the exact bounds with fine buckets`(_ schema: Int) throws {
        let perOctave = 1 << schema
        for step in 0..<perOctave {
            let bound = exp2(Double(step) / Double(perOctave))
            #expect(try index(of: bound * (1 + 0x1p-49), schema: schema) == step + 1)
            #expect(try index(of: bound * (1 - 0x1p-49), schema: schema) == step)
        }
    }

    @Test(arguments: -4...8)
    func `counts infinities in the bucket after that of the greatest number`(_ schema: Int) throws {
        let last = try index(of: .greatestFiniteMagnitude, schema: schema)
        #expect(last == (schema >= 0 ? 1024 << schema : 1024 >> -schema))
        #expect(try index(of: .infinity, schema: schema) == last.map { $0 + 1 })
        #expect(try index(of: -.infinity, schema: schema) == last.map { $0 + 1 })
    }

    @Test(arguments: -4...8)
    func `counts subnormal numbers by their true exponent`(_ schema: Int) throws {
        // Three times the least number there is: 1.5 x 2^-1073.
        let number = 3 * Double.leastNonzeroMagnitude
        let exact = (log2(1.5) - 1073) * exp2(Double(schema))
        #expect(try index(of: number, schema: schema) == Int(exact.rounded(.up)))
        #expect(try index(of: -number, schema: schema) == Int(exact.rounded(.up)))
        #expect(try index(of: number, schema: schema, zeroThreshold: number) == nil)
        #expect(try index(of: number, schema: schema, zeroThreshold: number.nextDown) == Int(exact.rounded(.up)))
    }
}
