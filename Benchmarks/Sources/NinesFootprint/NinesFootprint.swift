import Dispatch
import Foundation
import NinesExposition
import NinesMetrics

/// `nines-footprint OPERATION THREADS CHILDREN`, for nines-bench, which starts a process for each measurement: what a
/// process has used once, it does not give back.
///
/// `register` prints the milliseconds to make so many counters with two labels; `counters` and `histograms` the
/// resident bytes per child after one collection and one encoding, each thread having recorded in each child.
/// `slabs-counters`,
/// `-histograms`, `-native-histograms` and `-summaries` take slabs for threads, and print the resident bytes per child
/// and the seconds of a collection (see ``ManySlabs``). Without arguments it prints the table of those.
@main
struct NinesFootprint {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.isEmpty { return try ManySlabsTable.printAll() }
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
        case let operation where operation.hasPrefix("slabs-"):
            guard threads > 1 else { throw Usage() }
            let kind = String(operation.dropFirst("slabs-".count))
            let figures = try ManySlabs.measure(kind, slabs: threads, children: children)
            print(figures.bytesPerChild, figures.collection)
        default: throw Usage()
        }
    }

    private struct Usage: Error, CustomStringConvertible {
        var description: String {
            "usage: nines-footprint [register|counters|histograms|allocations|slabs-KIND THREADS CHILDREN]"
        }
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

    static func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return pages.count > 1 ? (Int(pages[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
