import NinesMetrics
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What a newcomer sees: the timetable's events through the production engine, on a clock that the test moves.
@Suite struct DemoSimulationTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    /// The demo's first seconds: a probe each second, judged as the phases make it end.
    private struct Run {
        var transitions: [String] = []
        /// By SLO and second.
        var budgets: [String: [Double]] = [:]

        init(seconds: Int) throws {
            let slos = try DemoConfiguration.make(port: 1).slos
            let engine = SLOEngine(now: nil)
            let recorders = try slos.map { try engine.add($0.definition) }
            engine.advance(to: start)
            let elapsed = Lock(Duration.zero)
            let script = PhaseSwitch(elapsed: { elapsed.withLock { $0 } })
            for second in 0..<seconds {
                elapsed.withLock { $0 = .seconds(second) }
                let (succeeded, duration) = Self.probe(script)
                for (slo, recorder) in zip(slos, recorders) {
                    recorder.record(good: succeeded && duration <= slo.fasterThan ?? duration)
                }
                for change in engine.advance(to: start.advanced(by: .seconds(second + 1))) {
                    let state = if case .firing = change.to { "fires" } else { "resolves" }
                    transitions.append("\(second + 1) s: \(change.slo) \(change.tier.severity.rawValue) \(state)")
                }
                for status in engine.statuses {
                    budgets[status.definition.name, default: []].append(status.budgetRemaining)
                }
            }
        }

        private static func probe(_ script: PhaseSwitch) -> (succeeded: Bool, duration: Duration) {
            switch script.state.phase {
            case .good: (true, .milliseconds(3))
            case .slow: (true, .milliseconds(303))
            case .errors: (!script.nextAnswerIsError(), .milliseconds(3))
            case .outage: (false, .milliseconds(800))
            }
        }
    }

    @Test func `every alert fires within two minutes and resolves`() throws {
        let run = try Run(seconds: 300)
        #expect(
            run.transitions == [
                "38 s: latency ticket fires",
                "40 s: latency page fires",
                "52 s: latency page resolves",
                "69 s: latency ticket resolves",
                "79 s: availability page fires",
                "79 s: latency ticket fires",
                "81 s: availability ticket fires",
                "83 s: latency page fires",
                "91 s: latency page resolves",
                "93 s: availability page resolves",
                "107 s: latency ticket resolves",
                "111 s: availability ticket resolves",
                "119 s: availability ticket fires",
                "122 s: availability page fires",
                "122 s: latency ticket fires",
                "125 s: latency page fires",
                "137 s: latency page resolves",
                "138 s: availability page resolves",
                "154 s: latency ticket resolves",
                "157 s: availability ticket resolves",
            ])
    }

    @Test func `budgets burn are overspent and recover within the timetable`() throws {
        let run = try Run(seconds: 300)
        for name in ["availability", "latency"] {
            let budget = try #require(run.budgets[name])
            #expect(budget[29] == 1)
            let least = try #require(budget.min())
            let last = try #require(budget.last)
            #expect(least < -0.5)
            #expect(last >= 0.1)
        }
    }

    @Test func `the configuration is one that a user could write and has no warnings`() throws {
        let configuration = try DemoConfiguration.make(port: 41_731)
        #expect(configuration.warnings == [])
        #expect(
            configuration.targets.map { "\($0.name) \($0.url) \($0.interval) \($0.timeout)" } == [
                "shipments http://127.0.0.1:41731/shipments 1.0 seconds 0.8 seconds",
                "shipments-detail http://127.0.0.1:41731/shipments/42 1.0 seconds 0.8 seconds",
                "health http://127.0.0.1:41731/health 1.0 seconds 0.8 seconds",
            ])
        #expect(configuration.slos.map(\.definition.name) == ["availability", "latency"])
        #expect(configuration.slos.map(\.fasterThan) == [nil, .milliseconds(150)])
    }

    @Test func `the body match is true of the shipment and of no other`() throws {
        let module = try DemoConfiguration.make(port: 1).modules["shipment_42"]
        let pattern = try #require(module?.http.failIfBodyNotMatches.first)
        let matches = [#"{"from":"Bergen","id":42,"status":"booked"}"#, #"{"id":420,"to":"Cork"}"#].map { body in
            Array(body.utf8).withUnsafeBytes { pattern.matches($0) }
        }
        #expect(matches == [true, false])
    }
}
