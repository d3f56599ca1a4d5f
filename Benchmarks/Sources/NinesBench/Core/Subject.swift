/// Something that is measured: an operation of Nines, of a peer, or of the processor.
protocol Subject {
    var name: String { get }
    /// What the project holds itself to, in multiples of the group's floor; nil when it promises nothing.
    var bar: Double? { get }
    /// One measurement with that many threads at once, in the group's unit. Called many times, other subjects in between.
    mutating func measure(threads: Int) throws -> Double
}

/// Subjects that are compared with each other: one table of the output.
struct SubjectGroup {
    let title: String
    /// The columns: how many threads work at once.
    let threadCounts: [Int]
    /// The first is the floor that the others are compared with.
    let subjects: [any Subject]
}
