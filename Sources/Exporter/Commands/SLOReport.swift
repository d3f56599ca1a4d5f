import ArgumentParser
import NinesSLO

struct SLOReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Grades SLOs and services: what was achieved, what is left of the budget, the worst incidents.",
        discussion: """
            The events of an SLO are those that nines serve keeps in a configuration's state file, or come from \
            --csv NAME=FILE, repeated for each, or --csv FILE when there is one SLO. Without --month the report is about each SLO's \
            window, up to the end of its events.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file, or documents of Nines, OpenSLO and sloth. Repeat it for documents that name objects "
                + "of others; - for standard input.",
            valueName: "file"))
    var config: [String]

    @Option(
        name: .long,
        help: ArgumentHelp(
            "An SLO's events as lines of timestamp,good,bad or timestamp,good,total below a header.",
            valueName: "[name=]file"))
    var csv: [String] = []

    @Option(name: .long, help: ArgumentHelp("A month of the calendar in UTC, such as 2026-11.", valueName: "month"))
    var month: String?

    @Option(name: .long, help: "How to print the report.")
    var output: ReportFormat = .text

    func run() async throws {
        guard !config.isEmpty else { throw ValidationError("--config: missing; give --config FILE") }
        let read = try SLOFiles.loadOrFail(config)
        let definitions = read.definitions
        guard !definitions.isEmpty else {
            throw CommandFailure.unusable("\(read.names): slos: there are none to report on")
        }
        let kept = try read.configuration.map { configuration throws(CommandFailure) in
            try StateHistories(of: configuration)
        }
        let histories = zip(definitions, try histories(of: definitions)).map { $1 ?? kept?[$0] }
        let period = try month.map { text throws(CommandFailure) in
            guard let period = ReportPeriod.month(text) else {
                throw .unusable("--month: \(Quoted.value(text)): it must be a month such as 2026-11")
            }
            return period
        }
        // SLOs without events end with those that have some.
        let latest = histories.compactMap { $0?.end }.max() ?? Timestamp(secondsSinceEpoch: 0)
        do {
            let cards = try zip(definitions, histories).map { definition, history in
                let end = history?.end ?? latest
                return try Scorecard(
                    of: definition, over: period ?? .window(definition.window.length, to: end),
                    history: history ?? .empty)
            }
            print(try output.text(ScorecardReport(cards)))
        } catch let error as SLOError {
            throw CommandFailure.unusable("\(error.key): \(error)")
        }
    }

    private func histories(of definitions: [SLODefinition]) throws(CommandFailure) -> [History?] {
        var histories = [History?](repeating: nil, count: definitions.count)
        for argument in csv {
            let parts = argument.split(separator: "=", maxSplits: 1)
            let known = definitions.map(\.title).joined(separator: ", ")
            let index: Int?
            let file: String
            if parts.count == 2, let place = definitions.firstIndex(where: { $0.isCalled(String(parts[0])) }) {
                (index, file) = (place, String(parts[1]))
            } else {
                // A path may have an equals sign in it.
                (index, file) = (definitions.count == 1 ? 0 : nil, argument)
            }
            guard let index else {
                throw .unusable("--csv: \(Quoted.value(argument)): write NAME=FILE with one of the SLOs: \(known)")
            }
            guard histories[index] == nil else {
                throw .unusable("--csv: \(definitions[index].title) has two files")
            }
            histories[index] = try HistoryFile.csv(file)
        }
        return histories
    }
}
