/// Something that is measured: an operation of Nines, of a peer, or of the processor.
protocol Subject {
    var name: String { get }
    /// What the project holds itself to; nil when it promises nothing.
    var bar: Bar? { get }
    /// One measurement with that many threads at once, in the group's unit. Called many times, other subjects in between.
    mutating func measure(threads: Int) throws -> Double
}

/// A promise: at most so many times what another subject of the group takes, in the same run.
struct Bar: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    let ratio: Double
    /// The other subject's name; nil: the group's floor.
    let peer: String?

    init(_ ratio: Double, of peer: String? = nil) {
        self.ratio = ratio
        self.peer = peer
    }

    init(floatLiteral ratio: Double) { self.init(ratio) }
    init(integerLiteral ratio: Int) { self.init(Double(ratio)) }
}

/// Subjects that are compared with each other: one table of the output.
struct SubjectGroup {
    let title: String
    /// The columns: how many threads work at once.
    let threadCounts: [Int]
    /// The first is the floor that the others are compared with, unless their bar names another subject.
    let subjects: [any Subject]
}
