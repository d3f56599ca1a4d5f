import NinesSLO

extension OverviewModel.DemoNote {
    /// - Parameter switchURL: where each mode's button posts to: this, a slash and the mode's name.
    init(timetable: Timetable, state: PhaseSwitch.State, switchURL: String) {
        self.init(
            phase: state.phase.rawValue, isGood: state.phase == .good,
            outlook: state.scheduled.map { "\($0.next.rawValue) in \($0.left.startedSeconds) s" }
                ?? "until another mode is chosen",
            timetable: timetable.entries.map { "\($0.phase.rawValue) \(DurationText.text($0.length))" }
                .joined(separator: ", "),
            modes: PhaseSwitch.Mode.allCases.map(\.name), currentMode: state.mode.name, switchURL: switchURL)
    }
}
