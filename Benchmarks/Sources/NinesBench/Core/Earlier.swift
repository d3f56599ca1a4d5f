import Foundation

/// An earlier commit's `nines-bench`, which measures what it is asked for, one subject at a time: so that both are
/// measured in turns, in the same run. It is `Benchmarks/beside/NinesBench.swift` over that commit's loops.
final class EarlierProgram {
    /// It has ended, or said something else than what it was asked for.
    struct Failure: Error {
        let question: String
        let answer: String
    }

    let commit: String
    /// What it can measure.
    let names: Set<String>
    private let process = Process()
    private let questions = Pipe()
    private let answers: FileHandle
    private var buffered: [UInt8] = []

    init(_ executable: URL, commit: String) throws {
        self.commit = commit
        let output = Pipe()
        process.executableURL = executable
        process.standardInput = questions
        process.standardOutput = output
        answers = output.fileHandleForReading
        try process.run()
        var names: Set<String> = []
        var line = try Self.line(from: answers, &buffered)
        while let name = line, !name.isEmpty {
            names.insert(name)
            line = try Self.line(from: answers, &buffered)
        }
        self.names = names
    }

    deinit {
        // It ends when nothing is left to read.
        try? questions.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func measure(_ name: String, threads: Int) throws -> Double {
        let question = "\(threads) \(name)"
        try questions.fileHandleForWriting.write(contentsOf: Data("\(question)\n".utf8))
        let answer = try Self.line(from: answers, &buffered)
        guard let answer, let figure = Double(answer) else {
            throw Failure(question: question, answer: answer ?? "nothing")
        }
        return figure
    }

    /// The next line; nil at the end.
    private static func line(from file: FileHandle, _ buffered: inout [UInt8]) throws -> String? {
        while true {
            if let end = buffered.firstIndex(of: 0x0A) {
                defer { buffered.removeFirst(end + 1) }
                return String(decoding: buffered[..<end], as: UTF8.self)
            }
            guard let more = try file.read(upToCount: 1), !more.isEmpty else { return nil }
            buffered += more
        }
    }
}

/// A subject of this commit, as an earlier one does it.
struct EarlierSubject: Subject {
    let name: String
    let program: EarlierProgram
    var bar: Bar? { nil }

    func measure(threads: Int) throws -> Double { try program.measure(name, threads: threads) }
}

extension SubjectGroup {
    /// With each subject that the earlier program has too a second time, at the end.
    func beside(_ program: EarlierProgram?) -> SubjectGroup {
        guard let program else { return self }
        // What other programs measure is the same in both.
        let both = subjects.filter { !($0 is PeerProgram) && program.names.contains($0.name) }
        return SubjectGroup(
            title: title, threadCounts: threadCounts,
            subjects: subjects + both.map { EarlierSubject(name: $0.name, program: program) })
    }
}

extension MeasuredGroup {
    /// How many times what it took the earlier commit a subject may take. Two builds of one commit differ by a few
    /// percent.
    private static let most = 1.05

    /// Both commits' figures of each subject that both have; nil without any.
    var comparison: String? {
        var lines: [[String]] = []
        for (row, earlier) in group.subjects.enumerated() {
            guard let earlier = earlier as? EarlierSubject,
                let now = group.subjects.firstIndex(where: { $0.name == earlier.name })
            else { continue }
            let ratios = group.threadCounts.indices.map { rows[now][$0].best / rows[row][$0].best }
            let figures = group.threadCounts.indices.flatMap { column in
                [rows[now][column].best, rows[row][column].best, ratios[column]].map(Self.figure)
            }
            let verdict = ratios.allSatisfy { $0 <= Self.most } ? "met" : "bar missed"
            lines.append([earlier.name] + figures + ["<= \(Self.most)", verdict])
        }
        guard !lines.isEmpty else { return nil }
        let counts = group.threadCounts.map { $0 == 1 ? "1 thread" : "\($0) threads" }
        return Self.aligned([[""] + counts.flatMap { [$0, "earlier", "ratio"] } + ["bar", ""]] + lines)
    }
}
