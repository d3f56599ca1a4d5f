import NinesSLO
import TestSupport
import Testing

@testable import struct NinesSLO.Recurrence

/// Engines with random definitions and random streams, against sums over the whole list of what was recorded.
@Suite struct EnginePropertyTests {
    /// Events that a sample at `second` found.
    private struct Found {
        let slice: Int64
        let counts: EventCounts
    }

    private let base: Int64 = 10
    private let hour: Int64 = 3_600

    private func floorDivided(_ value: Int64, _ divisor: Int64) -> Int64 {
        Int64((Double(value) / Double(divisor)).rounded(.down))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `windows and periods equal brute force, whatever the clock does`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let unit = CalendarWindow.Unit.allCases[Int(seed % 4)]
        let calendar = try CalendarWindow(unit, timeZone: ["Europe/Berlin", "Asia/Kolkata"][Int(seed / 4 % 2)])
        let maintenance = try Recurrence(.daily, at: "03:00", for: .seconds(5_000), timeZone: "Asia/Tokyo")
        let tier = try BurnRateTier(
            severity: .page, factor: 2, longWindow: .seconds(hour), shortWindow: .seconds(300))
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(
            SLODefinition(
                name: "a", service: "s", objective: Objective(ratio: 0.9), window: .calendar(calendar),
                alerting: AlertPolicy(tiers: [tier]), maintenance: seed % 3 == 0 ? [] : [.every(maintenance)]))
        // Near the end of a year, so that every period ends on the way.
        var second: Int64 = 1_798_700_000 + Int64.random(in: 0...50_000, using: &random)
        var found: [Found] = []
        var open: Int64?
        for step in 0..<1_200 {
            let stall = step % 60 == 59 ? Int64.random(in: 0...40_000, using: &random) : 0
            // Steps back, too: time stands still then.
            let asked = second + Int64.random(in: -5...3 * base, using: &random) + stall
            second = open == nil ? asked : max(second, asked)
            let counts = EventCounts(
                good: .random(in: 0...50, using: &random), bad: .random(in: 0...9, using: &random))
            recorder.record(counts)
            engine.advance(to: Timestamp(secondsSinceEpoch: Int(asked)))
            let slice = floorDivided(second, base)
            let place = open.map { slice > $0 ? slice - 1 : slice } ?? slice
            open = slice
            let isExcluded = seed % 3 != 0 && maintenance.covers(place * base).isCovered
            if !isExcluded { found.append(Found(slice: place, counts: counts)) }
            guard step % 7 == 0 || stall > 0 else { continue }

            let status = try #require(engine.statuses.first)
            for window in status.windows.dropLast() {
                let length = window.length.components.seconds
                let from = floorDivided(second - length, base)
                #expect(window.counts == sum(found) { $0 >= from })
            }
            let period = calendar.period(containing: Timestamp(secondsSinceEpoch: Int(second)))
            let start = period.lowerBound.nanosecondsSinceEpoch / 1_000_000_000
            #expect(status.budgetWindow.counts == sum(found) { $0 * base >= start })
            #expect((0...1).contains(status.budgetWindow.coverage))
            #expect(status.budget.remaining.isFinite)
            #expect(!(status.budget.remaining == 0 && status.budget.remaining.sign == .minus))
        }
    }

    private func sum(_ found: [Found], where isIn: (Int64) -> Bool) -> EventCounts {
        found.reduce(into: EventCounts.zero) { sum, item in
            guard isIn(item.slice) else { return }
            sum.good += item.counts.good
            sum.bad += item.counts.bad
        }
    }

    /// Sampled at every edge, so that the slices of the list are the engine's.
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `timeslices equal brute force over the minutes`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let noData = NoDataPolicy.allCases[Int(seed % 4)]
        let target = try Objective(ratio: 0.9)
        let tier = try BurnRateTier(
            severity: .page, factor: 2, longWindow: .seconds(hour), shortWindow: .seconds(300))
        var simulation = try Simulation(
            SLODefinition(
                name: "a", service: "s", objective: Objective(ratio: 0.9), window: .rolling(.seconds(2 * hour)),
                budgeting: .timeslices(length: .seconds(60), objective: target),
                alerting: AlertPolicy(tiers: [tier]), noData: noData))
        var verdicts: [Bool?] = []
        var held: Bool?
        for minute in 0..<240 {
            let isEmpty = Int.random(in: 0..<3, using: &random) == 0
            var minuteCounts = EventCounts.zero
            for _ in 0..<6 {
                let good = isEmpty ? 0 : Int.random(in: 0...20, using: &random)
                let bad = isEmpty ? 0 : Int.random(in: 0...3, using: &random)
                simulation.step(good: good, bad: bad)
                minuteCounts.good += UInt64(good)
                minuteCounts.bad += UInt64(bad)
            }
            if minuteCounts.total > 0 {
                held = minuteCounts.bad * 10 <= minuteCounts.total
                verdicts.append(held)
            } else {
                verdicts.append([.ignore: nil, .good: true, .bad: false, .hold: held][noData] ?? nil)
            }
            for (seconds, window) in [
                (hour, simulation.window(.seconds(hour))), (2 * hour, simulation.status?.budgetWindow),
            ] {
                // A verdict is in the last slice of its minute: the window reaches into it for as long as its length.
                let recent = verdicts.suffix(Int(seconds / 60))
                let expected = EventCounts(
                    good: UInt64(recent.count { $0 == true }), bad: UInt64(recent.count { $0 == false }))
                #expect(window?.counts == expected, "minute \(minute)")
            }
        }
    }
}
