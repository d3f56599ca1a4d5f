/// Something that is measured: an operation of Nines, of a peer, or of the processor.
protocol Subject {
    var name: String { get }
    /// What the project holds itself to; nil when it promises nothing.
    var bar: Bar? { get }
    /// One measurement with that many threads at once, in the group's unit. Called many times, other subjects in
    /// between.
    mutating func measure(threads: Int) throws -> Double
}

/// A promise: at most so many times what another subject of the group takes with as many threads, in the same run.
struct Bar: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    let ratio: Double
    /// With two threads or more.
    let threadedRatio: Double
    /// The names of others, of which the fastest counts; empty: the group's floor.
    let peers: [String]

    init(_ ratio: Double, threaded: Double? = nil, ofBestOf peers: [String]) {
        self.ratio = ratio
        threadedRatio = threaded ?? ratio
        self.peers = peers
    }

    init(_ ratio: Double, of peer: String? = nil) { self.init(ratio, ofBestOf: peer.map { [$0] } ?? []) }
    init(floatLiteral ratio: Double) { self.init(ratio) }
    init(integerLiteral ratio: Int) { self.init(Double(ratio)) }

    func ratio(threads: Int) -> Double { threads == 1 ? ratio : threadedRatio }
}

/// Subjects that are compared with each other: one table of the output.
struct SubjectGroup {
    let title: String
    /// The columns: how many threads work at once.
    let threadCounts: [Int]
    /// The first is the floor that the others are compared with, unless their bar names another subject.
    let subjects: [any Subject]
}
