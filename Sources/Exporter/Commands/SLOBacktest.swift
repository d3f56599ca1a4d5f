import ArgumentParser
import Foundation
import NinesSLO
import NinesSLOTools

struct SLOBacktest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Plays the past, or made-up trouble, to the SLO engine and says how well its alerts do.",
        discussion: """
            The past comes from one of --incident, --csv, --history and --prometheus. For each policy: precision, recall, detection \
            time, reset time, budget spent before the alert, false alerts in 30 days, and advice. Policies are own (the \
            SLO's alerting in a file), workbook, sloth and pyrra. Unless given it is own, or workbook without a file. \
            An SLO made of others is played its parts' events: --csv PART=FILE for each, --history, or made-up trouble of \
            its first part.
            """)

    @OptionGroup(title: "The SLO")
    var slo: SLOChoice

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A policy: own, workbook, sloth or pyrra. Repeat it to compare.", valueName: "name"))
    var policies: [String] = []

    @OptionGroup(title: "Made-up events")
    var made: ScenarioOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The past as lines of timestamp,good,bad or timestamp,good,total below a header; - for standard input. Repeat "
                + "it with names for the parts of an SLO that is made of others.",
            valueName: "[name=]file"))
    var csv: [String] = []

    @Flag(name: .long, help: "The past that nines serve keeps in the state file of --slo's configuration.")
    var history = false

    @OptionGroup(title: "A Prometheus' past")
    var prometheus: PrometheusOptions

    @Option(
        name: .long,
        help: ArgumentHelp("Outages found in a past that are further apart are two.", valueName: "duration"))
    var quiet: String = "1h"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The share of the budget from which on an incident should page; each tier's own unless given.",
            valueName: "ratio"))
    var significantPage: Double?

    @Option(name: .long, help: ArgumentHelp("The same for tickets.", valueName: "ratio"))
    var significantTicket: Double?

    @Option(name: .long, help: "How to print the results.")
    var output: ReportFormat = .text

    @Option(name: .long, help: ArgumentHelp("Also draws a picture into this file.", valueName: "file"))
    var svg: String?

    func run() async throws {
        do {
            let chosen = try slo.chosen()
            let policies = try chosenPolicies(chosen)
            let backtest = try await backtest(chosen, policies)
            var report = try backtest.report(comparing: policies)
            if let svg {
                report = try backtest.report(comparing: policies, picture: pictured(report))
                try write(report.svg ?? "", to: svg)
            }
            print(try output.text(report))
        } catch let error as SLOError {
            throw CommandFailure.unusable("\(error.key): \(error)")
        }
    }

    private func chosenPolicies(_ slo: SLOChoice.Chosen) throws(CommandFailure) -> [NamedPolicy] {
        let counting = slo.composite?.parts ?? [slo.definition]
        let timeslice = counting.compactMap(\.budgeting.sliceLength).max()
        var chosen: [NamedPolicy] = []
        let known = (self.slo.files.isEmpty ? [] : ["own"]) + NamedPolicy.names
        for name in policies.isEmpty ? [known[0]] : policies where !chosen.contains(where: { $0.name == name }) {
            if name == "own", !self.slo.files.isEmpty {
                chosen.append(NamedPolicy(name, slo.definition.alerting))
            } else if let policy = NamedPolicy.named(name, for: slo.definition.window.length, timeslice: timeslice) {
                chosen.append(policy)
            } else {
                throw .unusable(
                    "--policy: \(Quoted.value(name)): it must be one of \(known.joined(separator: ", "))"
                        + (Nearest.hint(for: name, among: known).map { "; \($0)" } ?? ""))
            }
        }
        return chosen
    }

    private func backtest(_ chosen: SLOChoice.Chosen, _ policies: [NamedPolicy]) async throws -> Backtest {
        for (share, option) in [(significantPage, "--significant-page"), (significantTicket, "--significant-ticket")] {
            guard let share, !(share > 0 && share.isFinite) else { continue }
            throw CommandFailure.unusable("\(option): \(share): it must be a share of the budget above 0, such as 0.02")
        }
        let significance = Backtest.Significance(page: significantPage, ticket: significantTicket)
        guard [made.isGiven, !csv.isEmpty, history, prometheus.url != nil].count(where: { $0 }) == 1 else {
            throw CommandFailure.unusable(
                "--incident, --csv, --history, --prometheus: give one of them, where the events come from")
        }
        let definition = chosen.definition
        if made.isGiven {
            let scenario = try made.scenario(for: definition, policies: policies)
            guard let (indicator, parts) = chosen.composite else {
                return try Backtest(of: definition, in: scenario, significance: significance)
            }
            return try Backtest(
                of: definition, composedOf: indicator, parts: parts, in: scenario, significance: significance)
        }
        let quiet = try DurationOption.read(quiet, "--quiet")
        guard let (indicator, parts) = chosen.composite else {
            let history =
                if prometheus.url != nil {
                    try await prometheus.history(window: definition.window.length)
                } else {
                    try known([definition], chosen)[0]
                }
            return Backtest(of: definition, over: history, quiet: quiet, significance: significance)
        }
        guard prometheus.url == nil else {
            throw CommandFailure.unusable(
                "--prometheus: \(definition.title) is made of others; give --csv PART=FILE for each of "
                    + parts.map(\.title).joined(separator: ", "))
        }
        let histories = try known(parts, chosen)
        return Backtest(
            of: definition,
            composedOf: CompositeHistory(
                of: indicator, parts: zip(parts, histories).map { (definition: $0, history: $1) }), quiet: quiet,
            significance: significance)
    }

    /// The past of each SLO, from files or the state file.
    private func known(
        _ definitions: [SLODefinition], _ chosen: SLOChoice.Chosen
    ) throws(CommandFailure) -> [History] {
        var histories: [History] = []
        if history {
            for definition in definitions { histories.append(try kept(definition, chosen.configuration)) }
            return histories
        }
        for (definition, history) in zip(definitions, try HistoryFile.named(csv, for: definitions)) {
            guard let history else {
                throw .unusable("--csv: \(definition.title) has no file; give \(definition.title)=FILE too")
            }
            histories.append(history)
        }
        return histories
    }

    private func kept(_ definition: SLODefinition, _ configuration: Configuration?) throws(CommandFailure) -> History {
        guard let configuration, let history = try StateHistories.loadOrFail(configuration)[definition] else {
            throw .unusable(
                "--history: no state file has a past of \(definition.title); give --slo FILE with state.path")
        }
        return history
    }

    /// All of a real past. Of a made-up one, what happens around its incidents: the rest is good events.
    private func pictured(_ report: BacktestReport) -> Range<Timestamp> {
        let history = report.history
        let (start, end) = (
            history.start ?? Timestamp(secondsSinceEpoch: 0), history.end ?? Timestamp(secondsSinceEpoch: 1)
        )
        guard made.isGiven, let first = report.incidents.map(\.start).min(),
            let last = report.incidents.map(\.end).max()
        else { return start..<end }
        let intervals = report.policies.flatMap { $0.alerts.flatMap(\.intervals) }
        let resets = intervals.map { $0.resetAt ?? end }
        let until = max(last, resets.max() ?? last)
        let margin = max(until.duration(since: first) / 10, .seconds(600))
        return max(start, first.advanced(by: .zero - margin))..<min(end, until.advanced(by: margin))
    }

    private func write(_ picture: String, to file: String) throws(CommandFailure) {
        do {
            try Data((picture + "\n").utf8).write(to: URL(filePath: file))
        } catch {
            throw .unusable("--svg: \(file): cannot be written: \(error.localizedDescription)")
        }
    }
}
