import ArgumentParser
import Foundation
import NinesSLOTools

struct SLODashboards: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboards",
        abstract: "Writes Grafana dashboards: one for each SLO, and two that show all of them.",
        discussion: """
            Reads the documents that `nines slo rules` reads. Without a file it writes those that show whatever there is: all SLOs, one SLO, the golden signals of services, \
            the exporter itself.
            """)

    @Argument(help: "The documents; - is standard input.")
    var files: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where to write a file for each. Made where it does not exist. Without it one JSON array is printed.",
            valueName: "dir"))
    var out: String?

    func run() async throws {
        let dashboards = try files.isEmpty ? DashboardSet.general : Self.dashboards(of: files)
        guard let out else { return print(try dashboards.text(), terminator: "") }
        do {
            try dashboards.write(to: out)
        } catch {
            throw CommandFailure.unusable("--out: \(out): \(error.localizedDescription)")
        }
    }

    private static func dashboards(of files: [String]) throws(CommandFailure) -> DashboardSet {
        let set = try SLODocumentSet.loadOrFail(files)
        return DashboardSet(set.files.flatMap(\.slos).map(\.document.definition))
    }
}
