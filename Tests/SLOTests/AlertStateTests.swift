import NinesSLO
import Testing

@Suite struct AlertStateTests {
    private func instant(_ second: Int) -> Timestamp { Timestamp(secondsSinceEpoch: second) }

    /// The states after each second in which the condition held (`#`) or not (`.`), as `i`, `p` and `f`.
    private func states(_ condition: String, pending: Int) -> String {
        var state = AlertState.inactive
        var text = ""
        for (second, character) in condition.enumerated() {
            state = state.next(isBurning: character == "#", at: instant(second), pending: .seconds(pending))
            switch state {
            case .inactive: text += "i"
            case .pending: text += "p"
            case .firing: text += "f"
            }
        }
        return text
    }

    @Test(arguments: [
        (0, "..##..#.", "iiffiifi"),
        (1, "..##..#.", "iipfiipi"),
        (2, "..##..#.", "iippiipi"),
        (3, "########", "pppfffff"),
        (3, "###.####", "pppipppf"),
        (3, "#####.##", "pppffipp"),
    ])
    func `an alert is pending for its time, where it has one`(pending: Int, condition: String, expected: String) {
        #expect(states(condition, pending: pending) == expected)
    }

    @Test func `a firing alert keeps the instant at which it began`() {
        let firing = AlertState.inactive.next(isBurning: true, at: instant(5), pending: .zero)
        #expect(firing == .firing(since: instant(5)))
        #expect(firing.next(isBurning: true, at: instant(9), pending: .zero) == .firing(since: instant(5)))
        let pending = AlertState.inactive.next(isBurning: true, at: instant(5), pending: .seconds(2))
        #expect(pending == .pending(since: instant(5)))
        #expect(pending.next(isBurning: true, at: instant(7), pending: .seconds(2)) == .firing(since: instant(7)))
    }
}
