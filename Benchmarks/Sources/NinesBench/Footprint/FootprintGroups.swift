/// What children cost: to make them, and to have them. Each measurement is a process of its own, `nines-footprint`.
enum FootprintGroups {
    /// None without the directory of programs.
    static func make(_ peers: Peers) -> [SubjectGroup] {
        func nines(_ name: String, _ operation: String, bar: Bar? = nil, children: Int) -> PeerProgram? {
            peers.subject(name, "nines-footprint", operation, bar: bar, iterations: children)
        }
        let registering = [
            peers.subject("prometheus-cpp", "prometheus_cpp_bench", "register", iterations: 100_000),
            nines("Nines", "register", bar: 1, children: 100_000),
        ].compactMap { $0 }
        let limit = FixedFigure(name: "200 bytes", value: 200)
        let memory = [
            nines("counter of 100,000", "counters", bar: 1, children: 100_000),
            nines("counter of 1,000,000", "counters", bar: 1, children: 1_000_000),
            nines("histogram of 11 buckets of 100,000", "histograms", bar: 2.5, children: 100_000),
        ].compactMap { $0 }
        let manyThreads = [
            nines("counter of 100,000", "counters", children: 100_000),
            nines("histogram of 11 buckets of 100,000", "histograms", children: 100_000),
        ].compactMap { $0 }
        guard registering.count == 2 else { return [] }
        return [
            SubjectGroup(
                title: "Making 100,000 counters with 2 labels, milliseconds", threadCounts: [1], subjects: registering),
            SubjectGroup(
                title: "Resident bytes per child with 2 labels after one collection and one encoding",
                threadCounts: [1], subjects: [limit] + memory),
            SubjectGroup(
                title: "The same when every thread records in every child", threadCounts: [16],
                subjects: [limit] + manyThreads),
        ]
    }
}

/// A figure to compare with that is not measured.
struct FixedFigure: Subject {
    let name: String
    let value: Double
    var bar: Bar? { nil }
    func measure(threads: Int) -> Double { value }
}
