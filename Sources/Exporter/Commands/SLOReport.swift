import ArgumentParser
import NinesSLO
import NinesSLOTools

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

    @Option(name: .long, help: ArgumentHelp("A month of the calendar, such as 2026-11.", valueName: "month"))
    var month: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The time zone of --month, such as Europe/Berlin. An SLO with a calendar window has its own.",
            valueName: "zone"))
    var zone: String?

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
        let months = try definitions.map { definition throws(CommandFailure) in try month(for: definition) }
        // SLOs without events end with those that have some.
        let latest = histories.compactMap { $0?.end }.max() ?? Timestamp(secondsSinceEpoch: 0)
        do {
            let cards = try definitions.indices.map { index in
                let (definition, history) = (definitions[index], histories[index])
                return try Scorecard(
                    of: definition, over: months[index] ?? .window(definition.window, to: history?.end ?? latest),
                    history: history ?? .empty)
            }
            print(try output.text(ScorecardReport(cards)))
        } catch let error as SLOError {
            throw CommandFailure.unusable("\(error.key): \(error)")
        }
    }

    /// Nil without `--month`.
    private func month(for definition: SLODefinition) throws(CommandFailure) -> ReportPeriod? {
        guard let month else {
            guard zone == nil else { throw .unusable("--zone: it is of no use without --month") }
            return nil
        }
        if let zone, (try? CalendarWindow(.month, timeZone: zone)) == nil {
            throw .unusable(
                "--zone: \(Quoted.value(zone)): it must be a name of the IANA time zone database, such as Europe/Berlin or UTC"
            )
        }
        let own: String? = if case .calendar(let calendar) = definition.window { calendar.timeZone } else { nil }
        guard let period = ReportPeriod.month(month, timeZone: own ?? zone ?? "UTC") else {
            throw .unusable("--month: \(Quoted.value(month)): it must be a month such as 2026-11")
        }
        return period
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
