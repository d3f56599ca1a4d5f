import Foundation

/// `nines-bench [--rounds N] [--peers DIRECTORY]`: measures, and prints tables. A bar that is missed is said, not
/// punished: figures depend on the machine and on what else it does.
@main
struct NinesBench {
    static func main() throws {
        var (rounds, peers) = (9, Peers(directory: nil))
        var arguments = CommandLine.arguments.dropFirst().makeIterator()
        while let option = arguments.next() {
            switch (option, arguments.next()) {
            case ("--rounds", let count?): rounds = max(5, Int(count) ?? rounds)
            case ("--peers", let directory?): peers = Peers(directory: URL(filePath: directory))
            default:
                FileHandle.standardError.write(Data("usage: nines-bench [--rounds N] [--peers DIRECTORY]\n".utf8))
                exit(2)
            }
        }
        print(MachineFacts.lines.joined(separator: "\n"))
        if peers.directory == nil { print("peers: not measured (--peers names the directory of their programs)") }
        for group in [try RecordingGroup.make(peers)] + FootprintGroups.make(peers) {
            let measured = try MeasuredGroup(group, rounds: rounds) { round in
                FileHandle.standardError.write(Data("bench: round \(round) of \(rounds)\n".utf8))
            }
            print("\n\(group.title); best of \(rounds) interleaved rounds, and their median:\n\n\(measured.table)")
        }
    }
}
