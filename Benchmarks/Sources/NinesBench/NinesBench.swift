import Foundation

/// `nines-bench [--rounds N] [--peers DIRECTORY] [--beside PROGRAM] [--group TITLE]`: measures, and prints tables. A
/// bar that is missed is said, not punished: figures depend on the machine and on what else it does.
@main
struct NinesBench {
    static func main() throws {
        var (rounds, peers, wanted) = (9, Peers(directory: nil), "")
        var earlier: EarlierProgram?
        var arguments = CommandLine.arguments.dropFirst().makeIterator()
        while let option = arguments.next() {
            switch (option, arguments.next()) {
            case ("--rounds", let count?): rounds = max(5, Int(count) ?? rounds)
            case ("--peers", let directory?): peers = Peers(directory: URL(filePath: directory))
            case ("--beside", let program?):
                // The directory is named after the commit.
                let file = URL(filePath: program)
                earlier = try EarlierProgram(file, commit: file.deletingLastPathComponent().lastPathComponent)
            case ("--group", let title?): wanted = title
            default:
                FileHandle.standardError.write(
                    Data(
                        "usage: nines-bench [--rounds N] [--peers DIRECTORY] [--beside PROGRAM] [--group TITLE]\n".utf8)
                )
                exit(2)
            }
        }
        print(MachineFacts.lines.joined(separator: "\n"))
        if peers.directory == nil { print("peers: not measured (--peers names the directory of their programs)") }
        let groups =
            [try RecordingGroup.make(peers), try EncodingGroup.make(peers), ParsingGroup.make(peers)]
            + (try GzipGroups.make(peers)) + FootprintGroups.make(peers) + SLOGroups.make(peers)
        for group in groups where group.title.hasPrefix(wanted) {
            let measured = try MeasuredGroup(group.beside(earlier), rounds: rounds) { round in
                FileHandle.standardError.write(Data("bench: round \(round) of \(rounds)\n".utf8))
            }
            print("\n\(group.title); best of \(rounds) interleaved rounds, and their median:\n\n\(measured.table)")
            if let earlier, let comparison = measured.comparison {
                print("\nThe same beside commit \(earlier.commit), best of the same rounds:\n\n\(comparison)")
            }
        }
    }
}
