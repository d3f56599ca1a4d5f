import ArgumentParser
import NinesExposition

struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says whether a page of metrics follows its format: 0 if it does, 1 with each line that does not.",
        discussion: "Problems are printed as FILE:LINE:COLUMN: RULE: MESSAGE. Columns count bytes.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, openmetrics, openmetrics2, protobuf
    }

    @Option(name: .long, help: "The page's format. Told from the page where it is not given.")
    var format: Format?

    @Flag(name: .long, help: "Also complain about names and texts that Prometheus' naming practices advise against.")
    var strict = false

    @Argument(help: "The page's file; - for standard input.")
    var file = "-"

    /// A page of a million samples is half as large.
    private static let sizeLimit = 256 << 20

    func run() async throws {
        let page: [UInt8]
        do throws(BoundedFile.Unreadable) {
            page = try BoundedFile.read(file == "-" ? "/dev/stdin" : file, limit: Self.sizeLimit)
        } catch {
            throw CommandFailure.unusable("\(file): \(error.reason)")
        }
        let lines = LintReport.lines(page, named: file == "-" ? "<stdin>" : file, format: format, isStrict: strict)
        for line in lines { print(line) }
        if !lines.isEmpty { throw CommandFailure.unhealthy }
    }
}

/// What `lint` prints of a page: nothing for a good one.
enum LintReport {
    static func lines(_ page: [UInt8], named file: String, format: Lint.Format?, isStrict: Bool) -> [String] {
        let format: PageFormat =
            switch format {
            case .text: .textUTF8
            case .openmetrics: .openMetrics
            case .openmetrics2: .openMetrics2
            case .protobuf: .protobuf
            case nil: .detected(in: page)
            }
        let parsed = ParsedPage(collectingErrorsIn: page, format: format, strictness: .strict)
        var lines = parsed.errors.map { "\(file):\($0)" }
        let hidden = parsed.errorCount - parsed.errors.count
        if hidden > 0 { lines.append("\(file): \(hidden) more errors") }
        guard isStrict else { return lines }
        return lines
            + PageLint.problems(in: parsed, format: format).map { problem in
                "\(file):\(problem.line ?? 1):1: \(problem.rule.rawValue): \(problem.family): \(problem.message)"
            }
    }
}
