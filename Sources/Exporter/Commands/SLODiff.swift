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
        // The document before was warned of when it was new.
        let before = try SLODocumentSet.loadMaybeEmpty([old])
        let after = try SLODocumentSet.loadMaybeEmpty([new])
        for warning in after.warnings { StandardError.write("warning: \(warning.description)") }
        func documents(_ set: SLODocumentSet) -> [SLODocument] { set.files.flatMap { $0.slos.map(\.document) } }
        for line in SLODifference(from: documents(before), to: documents(after)).lines { print(line) }
    }
}
