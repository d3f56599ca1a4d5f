import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct CounterHistoryTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    /// A series with these values at the steps from the start on; nil is a step without one.
    private static func series(_ values: [Double?], _ labels: [String: String] = [:]) -> PrometheusMatrix.Series {
        PrometheusMatrix.Series(
            labels: labels,
            points: values.enumerated().compactMap { index, value in
                value.map { .init(instant: start.advanced(by: .seconds(60 * index)), value: $0) }
            })
    }

    private static func counts(
        good: [[Double?]]? = nil, bad: [[Double?]]? = nil, total: [[Double?]]? = nil
    ) throws -> CounterHistory.Counts {
        func matrix(_ values: [[Double?]]?) -> PrometheusMatrix? {
            values.map { PrometheusMatrix($0.enumerated().map { series($1, ["instance": "\($0)"]) }) }
        }
        let steps = ([good, bad, total].compactMap { $0?.first?.count }.max() ?? 1) - 1
        return try CounterHistory(start: start, step: .seconds(60), count: steps)
            .counts(CounterHistory.Matrices(good: matrix(good), bad: matrix(bad), total: matrix(total)))
    }

    /// Seconds after the start, good and bad events of each slice.
    private static func slices(_ history: History) -> [[Int]] {
        history.slices.map { slice in
            [
                Int(slice.start.duration(since: start).components.seconds), Int(slice.counts.good),
                Int(slice.counts.bad),
            ]
        }
    }

    @Test func `good and total, bad and total, good and bad are the same`() throws {
        let good: [[Double?]] = [[100, 190, 280]]
        let bad: [[Double?]] = [[5, 15, 15]]
        let total: [[Double?]] = [[105, 205, 295]]
        let expected = [[0, 90, 10], [60, 90, 0]]
        #expect(Self.slices(try Self.counts(good: good, total: total).history) == expected)
        #expect(Self.slices(try Self.counts(bad: bad, total: total).history) == expected)
        #expect(Self.slices(try Self.counts(good: good, bad: bad).history) == expected)
    }

    @Test func `one replica's restart is not all replicas'`() throws {
        // The sum falls from 2,100 to 1,130: read as one counter, that is 1,130 new events instead of 30.
        let total: [[Double?]] = [[1_000, 1_010, 20], [1_000, 1_090, 1_110]]
        #expect(Self.slices(try Self.counts(bad: [], total: total).history) == [[0, 100, 0], [60, 40, 0]])
    }

    @Test func `a step without values is a gap, and what grew meanwhile is in the step after it`() throws {
        let counts = try Self.counts(bad: [[0, 0, nil, nil, 6, 6]], total: [[0, 10, nil, nil, 40, 50]])
        #expect(Self.slices(counts.history) == [[0, 10, 0], [180, 24, 6], [240, 10, 0]])
        #expect(counts.history.watched == .seconds(180))
    }

    @Test func `a series that appears later counts from its second value on`() throws {
        let counts = try Self.counts(bad: [[nil, nil, 7, 9]], total: [[10, 20, 30, 40]])
        #expect(Self.slices(counts.history) == [[0, 10, 0], [60, 10, 0], [120, 8, 2]])
    }

    @Test func `more bad than total is all bad, and said`() throws {
        let counts = try Self.counts(bad: [[0, 12, 12]], total: [[0, 10, 20]])
        #expect(Self.slices(counts.history) == [[0, 0, 10], [60, 10, 0]])
        #expect(counts.clamped == 1)
        #expect(try Self.counts(good: [[0, 9, 30]], total: [[0, 10, 20]]).clamped == 1)
    }

    @Test func `parts of events are carried on`() throws {
        let counts = try Self.counts(bad: [[0, 0.25, 0.5, 0.75, 1]], total: [[0, 2.5, 5, 7.5, 10]])
        #expect(counts.history.counts == EventCounts(good: 9, bad: 1))
        #expect(counts.history.slices.map(\.counts.total) == [2, 2, 2, 4])
    }

    @Test func `a range is asked for in parts that Prometheus answers`() {
        let parts = PrometheusClient.parts(from: Self.start, count: 43_200, step: .seconds(60))
        #expect(
            parts.map { ($0.upperBound.duration(since: $0.lowerBound) / .seconds(60)) + 1 } == [
                11_000, 11_000, 11_000, 10_201,
            ])
        #expect(parts.first?.lowerBound == Self.start)
        #expect(zip(parts, parts.dropFirst()).allSatisfy { $1.lowerBound == $0.upperBound.advanced(by: .seconds(60)) })
        #expect(PrometheusClient.parts(from: Self.start, count: 1, step: .seconds(60)).count == 1)
        #expect(PrometheusClient.parts(from: Self.start, count: 11_000, step: .seconds(60)).count == 2)
    }
}
