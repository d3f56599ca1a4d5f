import NinesMetrics
import TestSupport
import Testing

@testable import nines

@Suite(.timeLimit(.minutes(1))) struct ScrapeSharingTests {
    /// Says how often it has been collected.
    private final class Source: MetricSource {
        let registry = Registry()
        let collections = Lock(0)
        private let gauge: Gauge

        init() throws { gauge = try registry.gauge("collections", help: "So far.") }

        func collect(_ names: NameFilter) -> Snapshot {
            gauge.set(
                Double(
                    collections.withLock { count in
                        count += 1
                        return count
                    }))
            return registry.collect(names)
        }
    }

    /// Which collection a scrape got.
    private func number(_ snapshot: Snapshot) -> Double? { snapshot.value(of: "collections") }

    @Test func `scrapes that waited when a collection began share it`() async throws {
        let source = try Source()
        let sharing = ScrapeSharing(source)
        await sharing.scrape { first in
            await sharing.scrape { second in
                #expect(number(first.collect(.all)) == 1)
                #expect(number(second.collect(.all)) == 1)
                // Asked after it began, so it may have recorded what the other does not show.
                await sharing.scrape { third in #expect(number(third.collect(.all)) == 2) }
            }
        }
        #expect(source.collections.withLock { $0 } == 2)
    }

    @Test func `a scrape that asks for other families collects them itself`() async throws {
        let source = try Source()
        let sharing = ScrapeSharing(source)
        await sharing.scrape { first in
            await sharing.scrape { second in
                #expect(number(first.collect(.all)) == 1)
                #expect(number(second.collect(NameFilter(["nothing"]))) == nil)
            }
        }
        #expect(source.collections.withLock { $0 } == 2)
    }

    @Test func `nothing is kept for scrapes to come`() async throws {
        let source = try Source()
        let sharing = ScrapeSharing(source)
        for count in 1...3 {
            await sharing.scrape { turn in #expect(number(turn.collect(.all)) == Double(count)) }
        }
    }
}
