import Foundation

/// `nines-bench [--rounds N] [--client-golang PROGRAM]`: measures, and prints tables. A bar that is missed is said, not
/// punished: figures depend on the machine and on what else it does.
@main
struct NinesBench {
    static func main() throws {
        var (rounds, clientGolang) = (9, String?.none)
        var arguments = CommandLine.arguments.dropFirst().makeIterator()
        while let option = arguments.next() {
            switch (option, arguments.next()) {
            case ("--rounds", let count?): rounds = max(5, Int(count) ?? rounds)
            case ("--client-golang", let program?): clientGolang = program
            default:
                FileHandle.standardError.write(
                    Data("usage: nines-bench [--rounds N] [--client-golang PROGRAM]\n".utf8))
                exit(2)
            }
        }
        print(MachineFacts.lines.joined(separator: "\n"))
        if clientGolang == nil { print("client_golang: not measured (--client-golang names its program)") }
        for group in [try RecordingGroup.make(clientGolang: clientGolang)] {
            let measured = try MeasuredGroup(group, rounds: rounds) { round in
                FileHandle.standardError.write(Data("bench: round \(round) of \(rounds)\n".utf8))
            }
            print("\n\(group.title); best of \(rounds) interleaved rounds, and their median:\n\n\(measured.table)")
        }
    }
}
