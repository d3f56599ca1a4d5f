import NIOCore
import NinesSLO
import TestSupport
import Testing

@testable import nines

/// One target by itself: what its probes make of it.
@Suite struct MonitorStateTests {
    /// A history and what it makes of a target, a mark for each probe.
    struct History: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var rules = StateRules()
        /// `+` succeeds, `-` fails, `s` succeeds slowly, `c` with a certificate that expires soon, `b` with both, `r`
        /// succeeds on a retry, `m` and `M` begin and end maintenance.
        let probes: String
        /// `?` unknown, `U` up, `D` down, `s`, `c` and `b` degraded by what they are above, `M` maintenance.
        let states: String

        init(_ fact: String, by rules: StateRules = StateRules(), _ probes: String, _ states: String) {
            testDescription = fact
            self.rules = rules
            self.probes = probes
            self.states = states
        }
    }

    static let histories = [
        History("one failure and one success are enough by default", "+-+--+", "UDUDDU"),
        History("so many failures in a row", by: StateRules(failureThreshold: 3), "+--+---+", "UUUUUUDU"),
        History("so many successes in a row", by: StateRules(successThreshold: 3), "+-++-+++", "UDDDDDDU"),
        History("both", by: StateRules(failureThreshold: 2, successThreshold: 2), "+-+--+-++-", "UUUUDDDDUU"),
        History("the first success is enough", by: StateRules(failureThreshold: 2, successThreshold: 3), "-+", "?U"),
        History("failures from the start", by: StateRules(failureThreshold: 3), "---+", "??DU"),
        History("slow and certificate are degraded", by: .judging, "+scb+", "UscbU"),
        History("a failure is more than degraded", by: .judging, "s-s", "sDs"),
        History(
            "degraded has the thresholds of down", by: StateRules.judging(failures: 2, successes: 3), "+s+ss+s+++",
            "UUUUsssssU"),
        History(
            "a failure says nothing about slowness", by: StateRules.judging(failures: 2, successes: 1), "+s-s+", "UUUsU"
        ),
        History("a success on a retry says nothing about slowness", by: .judging, "srs+", "sssU"),
        History("without the keys nothing is degraded", "+scb", "UUUU"),
        History("maintenance whatever the probes say", "+m--+-M", "UMMMMMD"),
        History("maintenance before the first probe", "mM+", "M?U"),
        History("runs go on in maintenance", by: StateRules(failureThreshold: 3), "+-m-M-", "UUMMUD"),
    ]

    @Test(arguments: histories)
    func `each probe makes of a target what its rules say`(_ history: History) {
        var stage = StateStage(history.rules)
        #expect(history.probes.map { stage.play($0) }.map(String.init).joined() == history.states)
    }

    @Test func `thresholds that change apply from then on and to the run that there is`() {
        var stage = StateStage(StateRules(failureThreshold: 5))
        #expect("+---".map { stage.play($0) } == ["U", "U", "U", "U"])
        stage.target.rules.failureThreshold = 4
        #expect(stage.play("-") == "D")
        stage.target.rules.successThreshold = 2
        #expect(stage.play("+") == "D")
        stage.target.rules.successThreshold = 1
        #expect(stage.play("+") == "U")
        stage.target.rules.failureThreshold = 1
        stage.target.rules.degradedAfter = .seconds(1)
        #expect(stage.play("s") == "s")
        stage.target.rules.degradedAfter = nil
        #expect(stage.settle() == "U")
    }

    @Test func `transitions say when and why, and are those of the names`() {
        var stage = StateStage(StateRules.judging(failures: 2, successes: 2))
        for mark in "+sscc++--++m-M" { _ = stage.play(mark) }
        #expect(
            stage.told == [
                "1 unknown -> up: the probe succeeded",
                "3 up -> degraded: slow: the last success took 2 s, more than 1 s",
                "7 degraded -> up: its certificate lasts long enough",
                "9 up -> down: 2 probes in a row failed: connect_refused: a.test refused the connection",
                "11 down -> up: 2 probes in a row succeeded",
                "12 up -> maintenance: maintenance began",
                "14 maintenance -> up: maintenance is over",
            ])
        #expect(stage.state.changes == 7)
        #expect(stage.state.since == Timestamp(secondsSinceEpoch: 14))
    }

    @Test func `what may change soon is said`() {
        var stage = StateStage(StateRules(failureThreshold: 3, successThreshold: 2))
        _ = stage.play("-")
        #expect(stage.state.outlook(stage.target.rules) == "1 of 3 failures in a row before it counts as down")
        for mark in "--+" { _ = stage.play(mark) }
        #expect(stage.state.outlook(stage.target.rules) == "1 of 2 successes in a row before it counts as up")
        #expect(stage.state.reason(stage.target.rules) == "its probes failed")
        _ = stage.play("+")
        #expect(stage.state.outlook(stage.target.rules) == nil && stage.state.reason(stage.target.rules) == nil)
    }

    /// The last run that was long enough decides. Before there was one, a single success does.
    private static func verdict(on history: [Bool], _ rules: StateRules) -> Character? {
        for end in history.indices.reversed() {
            let past = history[...end]
            if past.suffix(rules.failureThreshold).allSatisfy({ !$0 }), past.count >= rules.failureThreshold {
                return "D"
            }
            if past.suffix(rules.successThreshold).allSatisfy({ $0 }), past.count >= rules.successThreshold {
                return "U"
            }
        }
        return history.contains(true) ? "U" : nil
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `any history under an ancestor that comes and goes is what it is by its last long runs`(seed: UInt64) {
        var random = SeededNumbers(seed: seed)
        let rules = StateRules(
            failureThreshold: .random(in: 1...4, using: &random), successThreshold: .random(in: 1...4, using: &random))
        var stage = StateStage(rules)
        var history: [Bool] = []
        /// How much of it is the ancestor's doing.
        var (others, isParentDown, wasSuppressed) = (0, false, false)
        for step in 0..<120 {
            if Int.random(in: 0..<8, using: &random) == 0 { isParentDown.toggle() }
            stage.parent(isDown: isParentDown)
            let shown: Character
            if Int.random(in: 0..<3, using: &random) == 0 {
                shown = stage.settle()
            } else {
                let fails = Int.random(in: 0..<3, using: &random) == 0
                history.append(!fails)
                shown = stage.play(fails ? "-" : "+")
            }
            // What failed while the ancestor was down, or before it was seen to be up again.
            let fails = history.last == false
            if fails, isParentDown || wasSuppressed { others = history.count }
            wasSuppressed = fails && isParentDown
            let expected = Self.verdict(on: Array(history[others...]), rules) ?? (others > 0 ? "S" : "?")
            #expect(shown == expected, "step \(step) of \(history)")
            if shown != expected { return }
        }
    }
}
