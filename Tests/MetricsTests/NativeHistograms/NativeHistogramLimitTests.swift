import NinesMetrics
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Resets, the widening of the zero bucket and the halving of the resolution.
@Suite struct NativeHistogramLimitTests {
    private func collect(_ registry: Registry) throws -> (value: NativeHistogramValue, created: Int64) {
        let family = try #require(registry.collect().families.first)
        guard case .nativeHistograms(let column) = family.values else { throw NoHistogram() }
        return (column.histograms[0], try #require(family.created)[0].milliseconds)
    }

    /// A time of a ``HandClock``, so long after its start.
    private func time(_ seconds: Int) -> Int64 {
        HandClock().forRegistry.now().milliseconds + Int64(seconds) * 1000
    }

    private struct NoHistogram: Error {}

    @Test func `halves the resolution until the buckets are few enough`() throws {
        let registry = Registry()
        let histogram = try registry.nativeHistogram(
            "size_bytes", help: "Sizes.", growthFactor: 1.1,
            bucketLimits: NativeHistogramLimits(bucketCount: 4, resetInterval: nil))
        // Buckets 0, 1, 8, 9, 24 of schema 3; 0, 1, 4, 5, 12 of schema 2; 0, 1, 2, 3, 6 of schema 1.
        for value in [1, 1.05, 2, 2.1, 8] { histogram.observe(value) }
        #expect(try collect(registry).value.schema == 0)
        #expect(
            histogram.value.places == [Place(index: 0): 1, Place(index: 1): 2, Place(index: 2): 1, Place(index: 3): 1])
        // The resolution does not come back by itself, or Prometheus would see a reset.
        histogram.observe(1)
        #expect(try collect(registry).value.schema == 0)
        #expect(histogram.value.places[Place(index: 0)] == 2)
    }

    @Test func `stops halving at the lowest resolution`() throws {
        let histogram = try Registry().nativeHistogram(
            "size_bytes", help: "Sizes.", bucketLimits: NativeHistogramLimits(bucketCount: 1, resetInterval: nil))
        for value in [1, -1, 1e10, .infinity] { histogram.observe(value) }
        #expect(histogram.value.schema == -4)
        #expect(
            histogram.value.places
                == [Place(index: 0): 1, Place(isNegative: true, index: 0): 1, Place(index: 3): 1, Place(index: 65): 1])
    }

    @Test func `widens the zero bucket before it halves the resolution`() throws {
        let registry = Registry()
        let histogram = try registry.nativeHistogram(
            "size_bytes", help: "Sizes.", growthFactor: 2,
            bucketLimits: NativeHistogramLimits(bucketCount: 3, resetInterval: nil, zeroThreshold: 0.5))
        for value in [0.125, -0.125, 0.25, 1, 2, 4] { histogram.observe(value) }
        // Buckets -3 of both signs, -2, 0, 1, 2: the zero bucket takes those nearest to it, two at once and then one.
        let value = try collect(registry).value
        #expect(value.schema == 0)
        #expect(value.zeroThreshold == 0.25)
        #expect(value.zeroCount == 3)
        #expect(value.places == [Place(index: 0): 1, Place(index: 1): 1, Place(index: 2): 1])
        // 0.5 is still allowed, 1 is not: then the resolution goes. Both observations of 0.2 count as zeros now.
        for value in [0.2, 0.2, 0.5, 8, 16] { histogram.observe(value) }
        let later = try collect(registry).value
        #expect(later.zeroThreshold == 0.5)
        #expect(later.zeroCount == 6)
        #expect(later.schema == -1)
        #expect(later.places == [Place(index: 0): 1, Place(index: 1): 2, Place(index: 2): 2])
    }

    @Test func `starts anew once the interval has passed`() throws {
        let clock = HandClock()
        let registry = Registry(clock: clock.forRegistry)
        let histogram = try registry.nativeHistogram(
            "size_bytes", help: "Sizes.", growthFactor: 2, upperBounds: [4],
            bucketLimits: NativeHistogramLimits(bucketCount: 2, resetInterval: .seconds(60)))
        for value in [1.0, 2, 4, 8] { histogram.observe(value) }
        clock.advance(by: .seconds(59))
        var seen = try collect(registry)
        #expect(seen.value.schema == -2)
        #expect(seen.created == time(0))
        // Due: exposed once more with all that was recorded, then from nothing.
        clock.advance(by: .seconds(1))
        histogram.observe(.nan)
        seen = try collect(registry)
        #expect(seen.value.count == 5)
        #expect(seen.value.sum.isNaN)
        #expect(seen.created == time(0))
        histogram.observe(0.5)
        seen = try collect(registry)
        #expect(seen.created == time(60))
        #expect(seen.value.schema == 0)
        #expect(seen.value.count == 1)
        #expect(seen.value.sum == 0.5)
        #expect(seen.value.places == [Place(index: -1): 1])
        guard case .nativeHistograms(let column) = registry.collect().families[0].values else { throw NoHistogram() }
        #expect(column.classic.map { Array($0.counts(0)) } == [1, 0])
        #expect(column.classic?.sum(0) == 0.5)
    }

    @Test func `shows a reset even when the clock was set back`() throws {
        let elapsed = HandClock()
        let registry = Registry(
            clock: MetricClock(now: { UnixTime(milliseconds: 5_000) }, elapsed: elapsed.forRegistry.elapsed))
        let histogram = try registry.nativeHistogram(
            "size_bytes", help: "Sizes.", bucketLimits: NativeHistogramLimits(bucketCount: 1, resetInterval: .zero))
        histogram.observe(1)
        histogram.observe(2)
        #expect(try collect(registry).created == 5_000)
        #expect(try collect(registry).created == 5_001)
    }

    @Test func `counts what a thread records in its old memory after a reset`() throws {
        let clock = HandClock()
        let registry = Registry(clock: clock.forRegistry)
        let histogram = try registry.nativeHistogram(
            "size_bytes", help: "Sizes.", growthFactor: 2,
            bucketLimits: NativeHistogramLimits(bucketCount: 2, resetInterval: .seconds(60)))
        // Recorded by threads that are gone: their memory is closed by resets, and taken over, or not, by later
        // threads.
        for life in 1...4 {
            PosixThread.run(3) { index in
                for value in [1.0, 2, 4, 8] { histogram.observe(value * Double(index + 1)) }
            }
            clock.advance(by: .seconds(60))
            #expect(try collect(registry).value.count == 12)
            let after = try collect(registry)
            #expect(after.value.count == 0)
            #expect(after.value.sum == 0)
            #expect(after.created == time(life * 60))
        }
    }

    @Test(arguments: 0..<40)
    func `does what the specification says`(_ seed: Int) throws {
        var random = SeededNumbers(seed: UInt64(seed))
        let schema = Int.random(in: -4...8, using: &random)
        // Not so wide that a thread has to record more coarsely.
        let octaves = Double.random(in: 0.5...(schema > 6 ? 7 : 30), using: &random)
        let spread = max(1, Int(octaves * exp2(Double(schema))))
        let limits = NativeHistogramLimits(
            bucketCount: Int.random(in: 1...60, using: &random),
            resetInterval: Bool.random(using: &random) ? .seconds(100) : nil,
            zeroThreshold: Bool.random(using: &random) ? 0.125 : 0)
        let clock = HandClock()
        let registry = Registry(clock: clock.forRegistry)
        let histogram = try registry.nativeHistogram(
            "size_bytes", help: "Sizes.", growthFactor: exp2(exp2(-Double(schema))), zeroThreshold: 0,
            bucketLimits: limits)
        var model = ObservationModel(schema: schema, zeroThreshold: 0, limits: limits)
        var age = 0
        var total: UInt64 = 0
        for _ in 0..<12 {
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let index = Int.random(in: -spread...spread, using: &random)
                histogram.observe(
                    model.observe(Place(isNegative: Int.random(in: 0..<4, using: &random) == 0, index: index)))
                total += 1
            }
            let seconds = Int.random(in: 1...60, using: &random)
            clock.advance(by: .seconds(seconds))
            age += seconds
            let (zeroCount, places) = model.collect()
            let value = try collect(registry).value
            #expect(value.schema == model.reducedSchema)
            #expect(abs(value.zeroThreshold - model.reducedThreshold) <= model.reducedThreshold * 1e-14)
            #expect(value.zeroCount == zeroCount)
            #expect(value.places == places)
            #expect(value.count == total)
            if limits.resetInterval != nil, model.isReduced, age >= 100 {
                model.reset()
                (age, total) = (0, 0)
            }
        }
    }
}
