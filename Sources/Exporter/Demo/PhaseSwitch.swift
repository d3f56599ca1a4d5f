import NinesMetrics

/// Decides the phase: the timetable's, or one that somebody forced.
final class PhaseSwitch: Sendable {
    /// What can be asked for over HTTP.
    enum Mode: Sendable, Equatable, CaseIterable {
        case forced(Phase)
        /// The timetable goes on where it would be without the forcing.
        case timetable

        /// Every phase, then the timetable.
        static var allCases: [Mode] { Phase.allCases.map(Mode.forced) + [.timetable] }

        /// The last part of the path of the switch.
        var name: String {
            switch self {
            case .forced(let phase): phase.rawValue
            case .timetable: "timetable"
            }
        }

        init?(name: String) {
            guard let mode = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = mode
        }
    }

    struct State: Sendable, Equatable {
        var mode: Mode
        var phase: Phase
        /// Nil while a phase is forced.
        var scheduled: Timetable.Moment?
    }

    let timetable: Timetable
    private let elapsed: @Sendable () -> Duration
    private let memory = Lock(Memory())

    private struct Memory {
        var mode = Mode.timetable
        /// Answers decided in phases of errors.
        var errorAnswers: UInt64 = 0
    }

    /// - Parameter elapsed: since the timetable's start.
    init(timetable: Timetable = .demo, elapsed: @escaping @Sendable () -> Duration) {
        self.timetable = timetable
        self.elapsed = elapsed
    }

    /// A switch whose timetable starts now.
    convenience init<C: Clock>(timetable: Timetable = .demo, clock: C) where C.Duration == Duration {
        let start = clock.now
        self.init(timetable: timetable, elapsed: { start.duration(to: clock.now) })
    }

    var state: State {
        switch memory.withLock(\.mode) {
        case .forced(let phase):
            return State(mode: .forced(phase), phase: phase)
        case .timetable:
            let moment = timetable.moment(at: elapsed())
            return State(mode: .timetable, phase: moment.phase, scheduled: moment)
        }
    }

    func use(_ mode: Mode) {
        memory.withLock { $0.mode = mode }
    }

    /// Whether the next answer of a phase of errors is one: three of four, in a fixed order. Four has no factor in
    /// common with the demo's three targets, so each of them gets the same share.
    func nextAnswerIsError() -> Bool {
        memory.withLock { memory in
            memory.errorAnswers &+= 1
            return memory.errorAnswers % 4 != 0
        }
    }
}
