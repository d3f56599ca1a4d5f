import Dispatch
import Foundation
import NinesExposition
import NinesMetrics

/// `nines-footprint OPERATION THREADS CHILDREN`, for nines-bench, which starts a process for each measurement: what a
/// process has used once, it does not give back.
///
/// `register` prints the milliseconds to make so many counters with two labels; `counters` and `histograms` the resident
/// bytes per child after one collection and one encoding, each thread having recorded in each child.
@main
struct NinesFootprint {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, let operation = arguments.first, let children = Int(CommandLine.arguments[3]),
            let threads = Int(CommandLine.arguments[2]), children > 0, threads > 0
        else { throw Usage() }
        let registry = Registry()
        let labels = (LabelName("method"), LabelName("customer"))
        switch operation {
        case "register":
            let family = try registry.counter("requests_total", help: "Requests.", labels: labels.0, labels.1)
            let taken = ContinuousClock().measure {
                for index in 0..<children { family.increment("GET", "customer-\(index)") }
            }
            print(taken / .milliseconds(1))
        case "allocations": try Allocations.report(times: children)
        case "counters":
            let family = try registry.counter("requests_total", help: "Requests.", labels: labels.0, labels.1)
            let record = { @Sendable (index: Int) in family.increment("GET", "customer-\(index)") }
            try print(bytesPerChild(registry, children, threads, record))
        case "histograms":
            let family = try registry.histogram("request_seconds", help: "Time.", labels: labels.0, labels.1)
            let record = { @Sendable (index: Int) in family.observe("GET", "customer-\(index)", value: 0.042) }
            try print(bytesPerChild(registry, children, threads, record))
        default: throw Usage()
        }
    }

    private struct Usage: Error, CustomStringConvertible {
        var description: String { "usage: nines-footprint register|counters|histograms|allocations THREADS CHILDREN" }
    }

    private static func bytesPerChild(
        _ registry: Registry, _ children: Int, _ threads: Int, _ record: @escaping @Sendable (Int) -> Void
    ) throws -> Double {
        // The base is measured with everything made once that does not depend on children.
        record(0)
        encode(registry)
        let before = try residentBytes()
        let ends = DispatchGroup()
        for _ in 0..<threads {
            ends.enter()
            Thread {
                for index in 0..<children { record(index) }
                ends.leave()
            }.start()
        }
        ends.wait()
        encode(registry)
        return Double(try residentBytes() - before) / Double(children)
    }

    private static func encode(_ registry: Registry) {
        for chunk in Exposition.response(from: registry, accept: nil).body { precondition(!chunk.isEmpty) }
    }

    private static func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return pages.count > 1 ? (Int(pages[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
