/// What the rounds gave for one subject and number of threads.
struct Measurement {
    private var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    /// The round that the rest of the machine disturbed least.
    var best: Double { values.min() ?? .nan }

    /// How far the rounds are from the best: much more means that the machine was busy.
    var median: Double { values.isEmpty ? .nan : values.sorted()[values.count / 2] }
}

/// The measurements of a group, a row per subject, a column per number of threads.
struct MeasuredGroup {
    let group: SubjectGroup
    private(set) var rows: [[Measurement]]

    /// Measures each subject once, then each once again, and so on: whatever slows the machine down for a while slows
    /// down a round of everything, not all rounds of one subject.
    init(_ group: SubjectGroup, rounds: Int, progress: (_ round: Int) -> Void) throws {
        self.group = group
        let unmeasured = Array(repeating: Measurement(), count: group.threadCounts.count)
        rows = Array(repeating: unmeasured, count: group.subjects.count)
        var subjects = group.subjects
        for round in 1...rounds {
            progress(round)
            for (column, threads) in group.threadCounts.enumerated() {
                for row in subjects.indices {
                    rows[row][column].add(try subjects[row].measure(threads: threads))
                }
            }
        }
    }

    /// A subject in multiples of the fastest of what it is compared with, on as many threads; NaN when that was not
    /// measured. One thread's best rounds are compared, as whatever else runs only makes a round slower. Threads that
    /// contend are quickest when something else lets them run in turns, so there it is the medians.
    func ratio(row: Int, column: Int) -> Double {
        func figure(_ row: Int) -> Double {
            group.threadCounts[column] == 1 ? rows[row][column].best : rows[row][column].median
        }
        return references(of: row).map(figure).min().map { figure(row) / $0 } ?? .nan
    }

    private func references(of row: Int) -> [Int] {
        guard let peers = group.subjects[row].bar?.peers, !peers.isEmpty else { return [0] }
        return group.subjects.indices.filter { peers.contains(group.subjects[$0].name) }
    }
}
