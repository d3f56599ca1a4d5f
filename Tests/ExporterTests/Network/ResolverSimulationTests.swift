import NIOCore
import Testing

@testable import nines

/// Minutes of probes as events, played to the queue: what names that nobody answers for cost the others.
struct ResolverSimulationTests {
    struct Plan: Sendable, CustomTestStringConvertible {
        var hung: Int
        var well = 5
        var interval: Double
        var timeout: Double
        /// How long a look-up of a hung name takes beyond what it is given: with a search list, servers that are silent
        /// are asked twice, and other C libraries than glibc are not told at all.
        var excess = 0.0
        /// All at the first instant, as `nines check` asks, instead of evenly over the interval.
        var isAtOnce = false

        var testDescription: String { "\(hung) hung names, every \(interval) s for \(timeout) s" }
    }

    private enum Event {
        case probe(Int)
        case end(HostName, LookUpQueue.End)
        case deadline(LookUpQueue.Asker, HostName)
    }

    @Test(arguments: [
        Plan(hung: 60, interval: 5, timeout: 3), Plan(hung: 60, interval: 5, timeout: 3, excess: 1),
        Plan(hung: 200, interval: 15, timeout: 10), Plan(hung: 1_000, well: 100, interval: 60, timeout: 10),
        Plan(hung: 60, interval: 15, timeout: 10, excess: 5),
    ])
    func `names that hang keep no other waiting, from the first probe on`(_ plan: Plan) throws {
        let outcome = try Self.play(plan, for: 120)
        #expect(outcome.longestWait < 0.05)
        #expect(outcome.wellMissed == 0)
        #expect(outcome.mostRunning <= 48)
    }

    @Test func `sixty names that hang are looked up in nearly every probe`() throws {
        let outcome = try Self.play(Plan(hung: 60, interval: 5, timeout: 3), for: 120)
        #expect(Double(outcome.hungNotAsked) < 0.1 * Double(outcome.hungProbes))
    }

    @Test func `a hundred names asked for at once wait for those that hang no longer than a trial`() throws {
        let plan = Plan(hung: 95, interval: 60, timeout: 10, isAtOnce: true)
        let outcome = try Self.play(plan, for: 59)
        #expect(outcome.wellMissed == 0)
        #expect(outcome.longestWait <= 3)
    }

    private struct Outcome {
        var longestWait = 0.0
        var wellMissed = 0
        var hungProbes = 0
        var hungNotAsked = 0
        var mostRunning = 0
    }

    private static func play(_ plan: Plan, for seconds: Double) throws -> Outcome {
        var queue = LookUpQueue()
        var outcome = Outcome()
        var asked: [LookUpQueue.Asker: (time: Double, isWell: Bool)] = [:]
        var (lastAsker, order) = (LookUpQueue.Asker(0), 0)
        var events: [(time: Double, order: Int, event: Event)] = []
        func add(_ time: Double, _ event: Event) {
            order += 1
            let place = events.partitioningIndex { ($0.time, $0.order) > (time, order) }
            events.insert((time, order, event), at: place)
        }
        let count = plan.hung + plan.well
        let names = try (0..<count).map { index in
            // The well ones are spread among the others.
            let isWell = index % (count / plan.well) == count / plan.well - 1 && index / (count / plan.well) < plan.well
            return (name: try #require(HostName(isWell ? "well-\(index)" : "hung-\(index)")), isWell: isWell)
        }
        for index in 0..<count {
            let offset = plan.isAtOnce ? 0 : plan.interval * Double(index) / Double(count)
            for time in stride(from: offset, to: seconds, by: plan.interval) { add(time, .probe(index)) }
        }
        while !events.isEmpty {
            let (time, _, event) = events.removeFirst()
            let now = NIODeadline.uptimeNanoseconds(UInt64(time * 1e9))
            switch event {
            case .probe(let index):
                lastAsker += 1
                let (name, isWell) = names[index]
                asked[lastAsker] = (time, isWell)
                if !isWell { outcome.hungProbes += 1 }
                queue.ask(
                    for: name, by: lastAsker, at: now, until: now + TimeAmount(Duration.seconds(plan.timeout)))
                add(time + plan.timeout, .deadline(lastAsker, name))
            case .end(let name, let end):
                for asker in queue.end(name, end, at: now) {
                    guard let (start, isWell) = asked.removeValue(forKey: asker), isWell else { continue }
                    outcome.longestWait = max(outcome.longestWait, time - start)
                }
            case .deadline(let asker, let name):
                let verdict = queue.giveUp(asker, on: name, at: now)
                guard let (_, isWell) = asked.removeValue(forKey: asker), let verdict else { break }
                if isWell { outcome.wellMissed += 1 } else if verdict == .notAsked { outcome.hungNotAsked += 1 }
            }
            for start in queue.starts(at: now) {
                if start.name.description.hasPrefix("well") {
                    add(time + 0.001, .end(start.name, .answered))
                } else {
                    let given = (start.time / .seconds(1)).rounded(.up) + plan.excess
                    add(time + given, .end(start.name, .unanswered(wasCut: true)))
                }
            }
            outcome.mostRunning = max(outcome.mostRunning, queue.load(at: now).running)
        }
        return outcome
    }
}

extension Array {
    /// The first place from which on the condition holds.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
