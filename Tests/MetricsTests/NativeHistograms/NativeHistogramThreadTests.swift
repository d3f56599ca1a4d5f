import NinesMetrics
import Synchronization
import TestSupport
import Testing

extension ThreadTests {
    /// What must hold while threads observe, histograms are reset and reduced, and children come and go.
    @Suite struct NativeHistogramThreadTests {
        /// What a scraper adds up over the lives of a histogram.
        private struct Scraper {
            let registry: Registry
            private(set) var falls = 0
            private(set) var resets = 0
            private var total = Seen()
            private var life = Seen()
            private var created = UnixTime(milliseconds: .min)

            private struct Seen: Equatable {
                var count: UInt64 = 0
                var classic: [UInt64] = [0, 0, 0]
                var sum = 0.0
            }

            init(_ registry: Registry) { self.registry = registry }

            var count: UInt64 { total.count + life.count }
            var classic: [UInt64] { zip(total.classic, life.classic).map(+) }
            var sum: Double { total.sum + life.sum }

            mutating func scrape() {
                let family = registry.collect().families[0]
                guard case .nativeHistograms(let column) = family.values, let classic = column.classic,
                    let created = family.created?[0]
                else { return }
                let value = column.histograms[0]
                let seen = Seen(count: value.count, classic: Array(classic.counts(0)), sum: value.sum)
                if created > self.created {
                    resets += 1
                    total = Seen(count: count, classic: self.classic, sum: sum)
                } else if seen.count < life.count || zip(seen.classic, life.classic).contains(where: <) {
                    falls += 1
                }
                if value.count != value.zeroCount + value.places.values.reduce(0, +) { falls += 1 }
                self.created = created
                life = seen
            }
        }

        private static let perThread = 2_000

        /// Each thread's numbers are whole, so that sums are exact, and in eight buckets.
        private func observe(_ histogram: NativeHistogram) {
            for turn in 0..<Self.perThread {
                // Half of them in the memory that threads share, half in the thread's own.
                if turn == Self.perThread / 2 { histogram.warmUp() }
                histogram.observe(Double(1 << (turn & 7)))
            }
        }

        private func expect(_ scraper: inout Scraper, threads: Int) {
            scraper.scrape()
            let turns = UInt64(threads * Self.perThread / 8)
            #expect(scraper.falls == 0)
            #expect(scraper.resets > 1)
            #expect(scraper.count == 8 * turns)
            #expect(scraper.classic == [2 * turns, 2 * turns, 4 * turns])
            #expect(scraper.sum == Double(255 * turns))
        }

        private func histogram(_ registry: Registry) throws -> NativeHistogram {
            try registry.nativeHistogram(
                "work_seconds", help: "Time.", upperBounds: [2, 8],
                bucketLimits: NativeHistogramLimits(bucketCount: 4, resetInterval: .zero))
        }

        @Test func `loses nothing of threads that come and go while it is reset`() throws {
            let registry = Registry()
            let histogram = try histogram(registry)
            let scrapes = Lock(Scraper(registry))
            // However the threads take turns, there is a reset between the two rounds.
            for _ in 0..<2 {
                let recording = Atomic<Int>(4)
                PosixThread.run(5) { index in
                    if index == 0 {
                        while recording.load(ordering: .acquiring) > 0 { scrapes.withLock { $0.scrape() } }
                    } else {
                        for _ in 0..<5 { PosixThread.run(1) { _ in observe(histogram) } }
                        recording.subtract(1, ordering: .releasing)
                    }
                }
                for _ in 0..<2 { scrapes.withLock { $0.scrape() } }
            }
            scrapes.withLock { expect(&$0, threads: 40) }
        }

        @Test func `counts exactly with more threads than slabs while it is reset`() throws {
            let registry = Registry()
            let histogram = try histogram(registry)
            let threads = CellStore.shared.maximumSlabs + 16
            let scrapes = Lock(Scraper(registry))
            let meetings = (0..<6).map { _ in Meeting(threads + 1) }
            PosixThread.run(threads + 1) { index in
                for round in 0..<3 {
                    meetings[2 * round].arrive()
                    if index == 0 { scrapes.withLock { $0.scrape() } } else { observe(histogram) }
                    // All threads hold what they hold until the last has recorded.
                    meetings[2 * round + 1].arrive()
                    if index == 0 { scrapes.withLock { $0.scrape() } }
                }
            }
            scrapes.withLock { expect(&$0, threads: 3 * threads) }
        }

        @Test func `merges threads of different resolution exactly`() throws {
            // At most 512 pages per thread, of a 16th of an octave: the first thread has to go on with coarser ones.
            let limits = NativeHistogramLimits(bucketCount: 16, resetInterval: nil)
            let histogram = try Registry().nativeHistogram(
                "size_bytes", help: "Sizes.", growthFactor: 1.0028, upperBounds: [], bucketLimits: limits)
            var model = ObservationModel(schema: 8, zeroThreshold: 0x1p-128, limits: limits)
            let wide = (0..<600).map { model.observe(Place(isNegative: $0 % 3 == 0, index: $0 * 21 - 5_000)) }
            let narrow = (0..<200).map { model.observe(Place(index: $0)) }
            PosixThread.run(2) { index in
                histogram.warmUp()
                for number in index == 0 ? wide : narrow { histogram.observe(number) }
            }
            let (zeroCount, places) = model.collect()
            #expect(histogram.value.places == places)
            #expect(histogram.value.zeroCount == zeroCount)
            #expect(histogram.value.schema == model.reducedSchema)
            #expect(histogram.value.count == 800)
        }

        @Test func `credits no other child while children are removed under their recorders`() throws {
            let registry = Registry()
            let family = try registry.nativeHistogram("jobs_seconds", help: "Jobs.", labels: LabelName("queue"))
            let recording = Atomic<Int>(3)
            let credited = Atomic<Int>(0)
            PosixThread.run(5) { index in
                if index < 3 {
                    for turn in 0..<3_000 {
                        family.observe("busy \(turn % 3)", value: Double(turn))
                        if turn % 64 == 0 { family.labels("held").observe(1) }
                    }
                    recording.subtract(1, ordering: .releasing)
                } else if index == 3 {
                    while recording.load(ordering: .acquiring) > 0 {
                        for queue in 0..<3 { family.remove("busy \(queue)") }
                        family.remove("held")
                        let fresh = family.labels("fresh")
                        if fresh.value.count != 0 { credited.add(1, ordering: .relaxed) }
                        family.remove("fresh")
                    }
                } else {
                    while recording.load(ordering: .acquiring) > 0 { _ = registry.collect() }
                }
            }
            #expect(credited.load(ordering: .relaxed) == 0)
        }
    }
}
