/// What a service pays each time it records: Nines beside bare atomics and other libraries.
enum RecordingGroup {
    static func make(_ peers: Peers) throws -> SubjectGroup {
        var subjects: [any Subject] = [AtomicLoops.unshared, AtomicLoops.shared]
        subjects += try CounterLoops.all()
        subjects += try SLOLoops.all()
        subjects += try HistogramLoops.all()
        subjects += try NativeHistogramLoops.all()
        subjects += try SummaryLoops.all()
        subjects += try LookUpLoops.all()
        subjects += try BridgeLoops.all()
        subjects += RecordingPeers.all(peers)
        return SubjectGroup(
            title: "Recording, nanoseconds per operation; all threads record to the same metric",
            threadCounts: [1, 2], subjects: subjects)
    }
}
