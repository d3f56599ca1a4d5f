import Synchronization
import Testing

@testable import NinesSLO

/// What goes on when a definition takes the place of another while the service runs, as it would after a restart.
@Suite struct ReplacedPastTests {
    private let engine = SLOEngine(instance: "a", now: nil)
    /// A midnight in UTC.
    private let start = Timestamp(secondsSinceEpoch: 1_800_057_600)

    private let slices: Budgeting

    init() throws { slices = .timeslices(length: .seconds(60), objective: try Objective(ratio: 0.95)) }

    private func definition(
        budgeting: Budgeting = .occurrences, window: SLOWindow = .days(7), wait: Int = 0,
        noData: NoDataPolicy = .ignore,
        maintenance: [MaintenanceWindow] = []
    ) throws -> SLODefinition {
        let tier = try BurnRateTier(
            severity: .page, factor: 2, longWindow: .seconds(3_600), shortWindow: .seconds(300), pending: .seconds(wait)
        )
        return try SLODefinition(
            name: "availability", service: "shop", objective: Objective(ratio: 0.99), window: window,
            budgeting: budgeting, alerting: AlertPolicy(tiers: [tier], minFailures: 1), noData: noData,
            maintenance: maintenance)
    }

    private func status() throws -> SLOStatus { try #require(engine.status(of: "availability", service: "shop")) }

    private func advance(_ seconds: Int) { engine.advance(to: start.advanced(by: .seconds(seconds))) }

    @Test func `events are no timeslices in a calendar period either`() throws {
        let month = SLOWindow.calendar(try CalendarWindow(.month))
        let recorder = try engine.add(definition(window: month))
        advance(0)
        for step in 1...30 {
            recorder.record(EventCounts(good: 90, bad: 10))
            advance(step * 10)
        }
        #expect(try status().budgetWindow.counts == EventCounts(good: 2_700, bad: 300))
        try engine.replace(definition(budgeting: slices, window: month))
        #expect(try status().budgetWindow.counts == .zero)
        #expect(recorder.budgetRemaining == 1)
    }

    @Test func `another tier changes nothing of a calendar period`() throws {
        // The slice around the quarter's beginning, which a quarter's ladder keeps, began six hours before it.
        let quarter = SLOWindow.calendar(try CalendarWindow(.quarter))
        let before = try definition(window: quarter)
        let newYear = Timestamp(secondsSinceEpoch: 1_798_761_600)
        let recorder = try engine.add(before)
        engine.advance(to: newYear.advanced(by: .seconds(-14_400)))
        recorder.record(EventCounts(good: 0, bad: 1_000))
        engine.advance(to: newYear.advanced(by: .seconds(-14_000)))
        engine.advance(to: newYear)
        for hour in 1...480 {
            recorder.record(EventCounts(good: 100, bad: 0))
            engine.advance(to: newYear.advanced(by: .seconds(3_600 * hour)))
        }
        #expect(try status().budgetWindow.counts == EventCounts(good: 48_000, bad: 0))
        let ticket = try BurnRateTier(
            severity: .ticket, factor: 1, longWindow: .seconds(2 * 86_400), shortWindow: .seconds(4 * 3_600))
        try engine.replace(
            before.changed(alerting: AlertPolicy(tiers: before.alerting.tiers + [ticket], minFailures: 1)))
        #expect(try status().budgetWindow.counts == EventCounts(good: 48_000, bad: 0))
    }

    @Test func `a timeslice in progress goes on when maintenance is declared`() throws {
        let recorder = try engine.add(definition(budgeting: slices))
        advance(0)
        recorder.record(EventCounts(good: 0, bad: 50))
        advance(30)
        let later = MaintenanceWindow.once(
            from: start.advanced(by: .seconds(3_600)), to: start.advanced(by: .seconds(7_200)))
        try engine.replace(definition(budgeting: slices, maintenance: [later]))
        recorder.record(EventCounts(good: 100, bad: 0))
        advance(60)
        // 50 of its 150 events were bad.
        #expect(try status().budgetWindow.counts == EventCounts(good: 0, bad: 1))
    }

    @Test func `silence weighs what it weighed, under another policy too`() throws {
        let recorder = try engine.add(definition(noData: .good))
        advance(0)
        for step in 1...60 {
            recorder.record(EventCounts(good: 100, bad: 0))
            advance(step * 10)
        }
        try engine.replace(definition(noData: .bad))
        for step in 61...72 { advance(step * 10) }
        #expect(try status().budgetWindow.counts == EventCounts(good: 6_000, bad: 1_200))
    }

    @Test func `an alert that goes on under another wait is not told to have ended`() throws {
        let told = Mutex<[AlertState]>([])
        let engine = SLOEngine(
            instance: "a", now: nil, onTransition: { change in told.withLock { $0.append(change.to) } })
        let recorder = try engine.add(definition())
        engine.advance(to: start)
        recorder.record(EventCounts(good: 0, bad: 50))
        engine.advance(to: start.advanced(by: .seconds(10)))
        try engine.replace(definition(wait: 60))
        let firing = AlertState.firing(since: start.advanced(by: .seconds(10)))
        #expect(engine.statuses.first?.alerts.map(\.state) == [firing])
        #expect(told.withLock { $0 } == [firing])
        engine.advance(to: start.advanced(by: .seconds(400)))
        #expect(told.withLock { $0 } == [firing, .inactive])
    }
}
