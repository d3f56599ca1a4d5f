/// Work on a whole page, timed on one thread and told per line.
struct TimedPage: Subject {
    let name: String
    let bar: Bar?
    private let lines: Int
    private let work: () throws -> Void

    init(_ name: String, lines: Int, bar: Bar? = nil, _ work: @escaping () throws -> Void) {
        self.name = name
        self.bar = bar
        self.lines = lines
        self.work = work
    }

    /// The nanoseconds per line, of as many turns as take about 20 ms.
    func measure(threads: Int) throws -> Double {
        let clock = ContinuousClock()
        var turns = 0
        let start = clock.now
        var elapsed = Duration.zero
        repeat {
            try work()
            turns += 1
            elapsed = clock.now - start
        } while elapsed < .milliseconds(20)
        return elapsed / .nanoseconds(1) / Double(turns * lines)
    }
}
