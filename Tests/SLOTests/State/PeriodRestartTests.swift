import NinesSLO
import Testing

@Suite struct PeriodRestartTests {
    private func definition(_ window: SLOWindow, budgeting: Budgeting = .occurrences) throws -> SLODefinition {
        try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.9), window: window,
            budgeting: budgeting, alerting: AlertPolicy(tiers: []))
    }

    @Test(arguments: ["Europe/Berlin", "Asia/Kolkata"])
    func `a period goes on after a restart`(zone: String) throws {
        let month = try definition(.calendar(CalendarWindow(.month, timeZone: zone)))
        // Less than a day before the month ends.
        let start = try #require(Timestamp(rfc3339: "2026-10-31T02:00:00Z"))
        var service = try SeededService(
            seed: 3, definition: month, second: start.nanosecondsSinceEpoch / 1_000_000_000)
        service.run(steps: 3_000, upTo: 60)
        let before = try #require(service.status?.budgetWindow)
        #expect(before.counts != .zero)
        #expect(before.counts.total < service.total.total)
        try service.restart(from: service.state, after: 600)
        let after = try #require(service.status?.budgetWindow)
        // In Kolkata the month begins inside an hour, of which the state has one slice: half of it is the month's.
        let change = Double(after.counts.total) / Double(before.counts.total) - 1
        #expect(zone == "Asia/Kolkata" ? abs(change) < 0.02 : change == 0, "\(change)")
        #expect(after.coverage < before.coverage + 0.05)
        service.run(steps: 10)
        #expect(try #require(service.status?.budgetWindow.counts.total) > after.counts.total)
    }

    @Test(arguments: [CalendarWindow.Unit.quarter, .year])
    func `a period that begins inside a wide slice has its share of it`(unit: CalendarWindow.Unit) throws {
        // Slices of 10 hours, which midnight cuts. Half a day before the period ends.
        let long = try definition(.calendar(CalendarWindow(unit)))
        let start = try #require(Timestamp(rfc3339: "2026-12-31T12:00:00Z"))
        var service = try SeededService(
            seed: 6, definition: long, second: start.nanosecondsSinceEpoch / 1_000_000_000)
        service.run(steps: 3_000, upTo: 60)
        let before = try #require(service.status?.budgetWindow)
        #expect(before.counts.total < service.total.total * 2 / 3)
        try service.restart(from: service.state, after: 60)
        let after = try #require(service.status?.budgetWindow)
        #expect(abs(Double(after.counts.total) / Double(before.counts.total) - 1) < 0.05)
        #expect(abs(after.coverage / before.coverage - 1) < 0.05)
    }

    @Test func `a period that ended meanwhile leaves nothing`() throws {
        let week = try definition(.calendar(CalendarWindow(.week)))
        var service = try SeededService(seed: 4, definition: week)
        service.run(steps: 500)
        try service.restart(from: service.state, after: 8 * 86_400)
        #expect(service.status?.budgetWindow.counts == .zero)
        #expect(service.status?.budgetRemaining == 1)
    }

    @Test func `timeslices that were judged are kept, and the one in progress is judged when it is over`() throws {
        let slices = try definition(
            .days(1), budgeting: .timeslices(length: .seconds(60), objective: Objective(ratio: 0.95)))
        var service = try SeededService(seed: 5, definition: slices)
        service.run(steps: 1_000)
        let before = try #require(service.status?.budgetWindow.counts)
        #expect(before.good > 0 && before.bad > 0)
        let state = service.state
        try service.restart(from: state)
        #expect(service.status?.budgetWindow.counts == before)
        try service.restart(from: state, after: 60)
        #expect(service.status?.budgetWindow.counts.total == before.total + 1)
    }
}
