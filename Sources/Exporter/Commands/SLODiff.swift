import ArgumentParser
import NinesSLOTools

struct SLODiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Says what a change of SLO documents means for budgets and alerts; nothing when it means nothing.")

    @Argument(help: "The document before.")
    var old: String

    @Argument(help: "The document after.")
    var new: String

    func run() async throws {
        let before = try SLODocumentSet.loadOrFail([old]).files.flatMap { $0.slos.map(\.document) }
        let after = try SLODocumentSet.loadOrFail([new]).files.flatMap { $0.slos.map(\.document) }
        for line in SLODifference(from: before, to: after).lines { print(line) }
    }
}
