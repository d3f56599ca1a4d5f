import Foundation

/// Takes the place of `NinesBench.swift` in an earlier commit that `Benchmarks/run.sh --beside COMMIT` builds. Prints
/// the names of what that commit can measure and an empty line; then for each line of input, a number of threads and a
/// name, one measurement in the group's unit.
@main
struct NinesBench {
    static func main() throws {
        let none = Peers(directory: nil)
        let groups = [
            try RecordingGroup.make(none), try EncodingGroup.make(none), ParsingGroup.make(none),
        ]
        var subjects: [String: any Subject] = [:]
        for subject in groups.flatMap(\.subjects) { subjects[subject.name] = subject }
        say(subjects.keys.sorted().joined(separator: "\n") + "\n")
        while let line = readLine() {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let threads = Int(words[0]), var subject = subjects[String(words[1])] else {
                say("\(line): no such subject")
                continue
            }
            say("\(try subject.measure(threads: threads))")
            // With what it has found out about itself, such as how many turns are enough.
            subjects[String(words[1])] = subject
        }
    }

    private static func say(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }
}
