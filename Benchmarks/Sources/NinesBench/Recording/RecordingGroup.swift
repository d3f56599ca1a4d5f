/// What a service pays each time it records: Nines beside bare atomics and client_golang.
enum RecordingGroup {
    static func make(clientGolang: String?) throws -> SubjectGroup {
        var subjects: [any Subject] = [AtomicLoops.unshared, AtomicLoops.shared]
        subjects += try CounterLoops.all()
        subjects += try HistogramLoops.all()
        subjects += try LookUpLoops.all()
        if let clientGolang { subjects += ClientGolang.all(executable: clientGolang) }
        return SubjectGroup(
            title: "Recording, nanoseconds per operation; all threads record to the same metric",
            threadCounts: [1, 2], subjects: subjects)
    }
}
