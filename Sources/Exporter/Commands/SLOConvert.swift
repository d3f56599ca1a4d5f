import ArgumentParser
import NinesSLO
import NinesSLOTools

struct SLOConvert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes SLO documents as OpenSLO v1, on standard output.",
        discussion: "What OpenSLO has no place for is named on standard error.")

    @Argument(help: "The documents; - is standard input.")
    var files: [String]

    func run() async throws {
        let set = try SLODocumentSet.loadOrFail(files)
        guard set.files.contains(where: { !$0.slos.isEmpty }) else { return }
        do throws(SLOError) {
            let (text, losses) = try OpenSLOWriter.yaml(set.files.flatMap { $0.slos.map(\.document) })
            for loss in losses { StandardError.write("warning: \(loss)") }
            print(text, terminator: "")
        } catch {
            throw CommandFailure.unusable("\(error.key) \(error.sentence)")
        }
    }
}

extension SLODocumentSet {
    /// Loads the files a command was given, and prints their warnings. That none of them has an SLO is one: a file of
    /// alert policies alone is no mistake.
    static func loadOrFail(_ files: [String]) throws(CommandFailure) -> SLODocumentSet {
        let set = try loadMaybeEmpty(files)
        for warning in set.warnings { StandardError.write("warning: \(warning.description)") }
        if set.files.allSatisfy(\.slos.isEmpty) { StandardError.write("warning: \(Self.withoutSLOs(files))") }
        return set
    }

    /// - Parameter files: as they were given.
    static func withoutSLOs(_ files: [String]) -> String {
        "\(files.map(Quoted.oneLine).joined(separator: ", ")): no SLO is in there; nothing was made"
    }

    /// The same without printing anything.
    static func loadMaybeEmpty(_ files: [String]) throws(CommandFailure) -> SLODocumentSet {
        do throws(ConfigurationError) {
            return try load(files)
        } catch {
            throw .unusable(error.description)
        }
    }
}
