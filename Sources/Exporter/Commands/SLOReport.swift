import ArgumentParser
import NinesSLO
import NinesSLOTools

struct SLOReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Grades SLOs and services: what was achieved, what is left of the budget, the worst incidents.",
        discussion: """
            The events of an SLO are those that nines serve keeps in a configuration's state file, or come from \
            --csv NAME=FILE, repeated for each, or --csv FILE when there is one SLO. An SLO made of others is graded by its \
            parts' events. Without --month the report is about each SLO's window, up to the end of its events.
            """)

    @Argument(
        help: ArgumentHelp(
            "The configuration file, or documents of Nines, OpenSLO and sloth that may name objects of each other; - for "
                + "standard input. \(ConfigurationOptions.defaultFile) of the working directory unless given.",
            valueName: "file"))
    var files: [String] = []

    @Option(
        name: [.customLong("config"), .customLong("config.file")],
        help: ArgumentHelp("The same; repeat it for each.", valueName: "file"))
    var config: [String] = []

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
            "The time zone of --month and of the times shown, such as Europe/Berlin. An SLO with a calendar window has its own.",
            valueName: "zone"))
    var zone: String?

    @Option(name: .long, help: "How to print the report.")
    var output: ReportFormat = .text

    func run() async throws {
        let named = files + config
        let read = try SLOFiles.loadOrFail(named.isEmpty ? [ConfigurationOptions.defaultFile] : named)
        guard !read.slos.isEmpty else {
            throw CommandFailure.unusable("\(read.names): slos: there are none to report on")
        }
        let histories = try histories(of: read)
        let months = try read.definitions.map { definition throws(CommandFailure) in try month(for: definition) }
        // SLOs without events end with those that have some.
        let latest = histories.compactMap { $0?.end }.max() ?? Timestamp(secondsSinceEpoch: 0)
        func period(_ index: Int, of histories: [History?]) -> ReportPeriod {
            let end = histories.compactMap { $0?.end }.max() ?? latest
            return months[index] ?? .window(read.slos[index].definition.window, to: end, timeZone: zone ?? "UTC")
        }
        let cards = try read.slos.enumerated().map { index, slo in
            guard let composite = slo.composite else {
                return Scorecard(
                    of: slo.definition, over: period(index, of: [histories[index]]), history: histories[index] ?? .empty
                )
            }
            let parts = try read.parts(of: composite, in: slo.definition)
            return Scorecard(
                of: slo.definition, composedOf: composite, over: period(index, of: parts.map { histories[$0] }),
                parts: parts.map { (read.slos[$0].definition, histories[$0] ?? .empty) })
        }
        print(try output.text(ScorecardReport(cards)))
    }

    /// From files, else from the state; nil for an SLO without either, and for one that is made of others.
    private func histories(of read: SLOFiles) throws(CommandFailure) -> [History?] {
        let counting = read.slos.indices.filter { read.slos[$0].composite == nil }
        let files = try HistoryFile.named(csv, for: counting.map { read.slos[$0].definition })
        // A state that nobody has written yet is no obstacle when files have everything.
        let kept =
            try files.contains { $0 == nil }
            ? read.configuration.map { configuration throws(CommandFailure) in
                try StateHistories.loadOrFail(configuration)
            } : nil
        var histories = [History?](repeating: nil, count: read.slos.count)
        for (index, file) in zip(counting, files) { histories[index] = file ?? kept?[read.slos[index].definition] }
        return histories
    }

    /// Nil without `--month`.
    private func month(for definition: SLODefinition) throws(CommandFailure) -> ReportPeriod? {
        if let zone {
            do throws(SLOError) {
                _ = try TimeZoneOffsets.named(zone, key: "--zone")
            } catch {
                throw .unusable("--zone: \(error.sentence)")
            }
        }
        guard let month else { return nil }
        let own: String? = if case .calendar(let calendar) = definition.window { calendar.timeZone } else { nil }
        guard let period = ReportPeriod.month(month, timeZone: own ?? zone ?? "UTC") else {
            throw .unusable("--month: \(Quoted.value(month)): it must be a month such as 2026-11")
        }
        return period
    }
}
