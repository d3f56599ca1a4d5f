import NinesMetrics
import Testing

@testable import nines

@Suite struct PhaseSwitchTests {
    @Test func `follows the timetable until a phase is forced and again afterwards`() {
        let elapsed = Lock(Duration.zero)
        let phases = PhaseSwitch(elapsed: { elapsed.withLock { $0 } })
        #expect(
            phases.state
                == .init(
                    mode: .timetable, phase: .good, scheduled: .init(phase: .good, left: .seconds(30), next: .slow)))

        phases.use(.forced(.outage))
        #expect(phases.state == .init(mode: .forced(.outage), phase: .outage))
        elapsed.withLock { $0 = .seconds(200) }
        #expect(phases.state.phase == .outage)

        elapsed.withLock { $0 = .seconds(372) }
        phases.use(.timetable)
        #expect(
            phases.state
                == .init(
                    mode: .timetable, phase: .errors, scheduled: .init(phase: .errors, left: .seconds(13), next: .good))
        )
    }

    @Test func `errs in three of four answers and always the same`() {
        let phases = PhaseSwitch(elapsed: { .zero })
        let answers = (0..<8).map { _ in phases.nextAnswerIsError() }
        #expect(answers == [true, true, true, false, true, true, true, false])
    }

    @Test func `has a mode for each phase and one for the timetable`() {
        #expect(PhaseSwitch.Mode.allCases.map(\.name) == ["good", "slow", "errors", "outage", "timetable"])
        for mode in PhaseSwitch.Mode.allCases { #expect(PhaseSwitch.Mode(name: mode.name) == mode) }
        for name in ["", "Good", "nonsense"] { #expect(PhaseSwitch.Mode(name: name) == nil) }
    }
}
