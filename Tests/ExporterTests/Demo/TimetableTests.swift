import Testing

@testable import nines

@Suite struct TimetableTests {
    /// Seconds since the start, the phase then, the seconds that are left of it, and the phase after it.
    private static let table: [(at: Int, phase: Phase, left: Int, next: Phase)] = [
        (-5, .good, 30, .slow),
        (0, .good, 30, .slow),
        (29, .good, 1, .slow),
        (30, .slow, 15, .good),
        (44, .slow, 1, .good),
        (45, .good, 25, .errors),
        (69, .good, 1, .errors),
        (70, .errors, 15, .good),
        (85, .good, 30, .outage),
        (114, .good, 1, .outage),
        (115, .outage, 15, .good),
        (129, .outage, 1, .good),
        (130, .good, 170, .good),
        (299, .good, 1, .good),
        (300, .good, 30, .slow),
        (330, .slow, 15, .good),
        (300 * 1_000_000 + 72, .errors, 13, .good),
    ]

    @Test(arguments: table) func `the demos timetable is`(_ row: (at: Int, phase: Phase, left: Int, next: Phase)) {
        let moment = Timetable.demo.moment(at: .seconds(row.at))
        #expect(moment == Timetable.Moment(phase: row.phase, left: .seconds(row.left), next: row.next))
    }

    @Test func `a phase ends at the nanosecond`() {
        #expect(Timetable.demo.moment(at: .seconds(30) - .nanoseconds(1)).phase == .good)
        #expect(Timetable.demo.moment(at: .seconds(300) - .nanoseconds(1)).left == .nanoseconds(1))
    }

    @Test func `leaves out entries without a length`() {
        let timetable = Timetable([
            .init(phase: .slow, length: .zero), .init(phase: .errors, length: .seconds(2)),
            .init(phase: .outage, length: .seconds(-1)),
        ])
        #expect(timetable.moment(at: .seconds(3)) == .init(phase: .errors, left: .seconds(1), next: .errors))
    }

    @Test func `is always good without entries`() {
        #expect(Timetable([]).moment(at: .seconds(1_000)).phase == .good)
    }
}
