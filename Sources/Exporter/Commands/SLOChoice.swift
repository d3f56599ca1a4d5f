import ArgumentParser
import NinesSLO

/// Which SLO a command is about: one of a configuration's or of documents, or an objective and a window.
struct SLOChoice: ParsableArguments {
    @Option(
        name: .customLong("slo"),
        help: ArgumentHelp(
            "The configuration, or the documents of Nines, OpenSLO and sloth, whose SLO is looked at. Repeat it for "
                + "documents that name objects of others; - for standard input.",
            valueName: "file"))
    var files: [String] = []

    @Option(name: .long, help: ArgumentHelp("Which of its SLOs, as NAME or SERVICE/NAME.", valueName: "name"))
    var name: String?

    @Option(name: .long, help: ArgumentHelp("The objective of an SLO without a file, as a ratio.", valueName: "ratio"))
    var objective: Double?

    @Option(name: .long, help: ArgumentHelp("The window of an SLO without a file.", valueName: "duration"))
    var window: String?

    struct Chosen {
        var definition: SLODefinition
        /// What it is made of, and of which SLOs; nil for an SLO that counts events itself.
        var composite: (indicator: CompositeIndicator, parts: [SLODefinition])?
        /// Of an SLO that is from one.
        var configuration: Configuration?
    }

    func chosen() throws(CommandFailure) -> Chosen {
        guard !files.isEmpty else { return Chosen(definition: try madeUp()) }
        guard objective == nil, window == nil else {
            throw .unusable("--slo: the file has the objective and the window; leave out --objective and --window")
        }
        let read = try SLOFiles.loadOrFail(files)
        let chosen = name.map { name in read.slos.filter { $0.definition.isCalled(name) } } ?? read.slos
        guard let first = chosen.first, chosen.count == 1 else {
            let known = read.definitions.map(\.title).joined(separator: ", ")
            let wanted = name.map { "\(Quoted.value($0)) is \(chosen.isEmpty ? "not one" : "more than one")" }
            throw .unusable(
                "--name: \(wanted ?? "it must choose one") of the SLOs of \(read.names), which has: "
                    + (known.isEmpty ? "none" : known))
        }
        var choice = Chosen(definition: first.definition, configuration: read.configuration)
        if let composite = first.composite {
            let parts = try CommandFailure.unless { () throws(Unusable) in
                try read.parts(of: composite, in: first.definition)
            }
            choice.composite = (composite, parts.map { read.slos[$0].definition })
        }
        return choice
    }

    /// Without alerts: there is no `own` policy to test, and the well-known ones need not all fit the objective.
    private func madeUp() throws(CommandFailure) -> SLODefinition {
        guard name == nil else { throw .unusable("--name: it chooses one of a file's SLOs; give --slo FILE") }
        guard let objective else { throw .unusable("--objective: missing; give --slo FILE or --objective RATIO") }
        let length = try window.map { text throws(CommandFailure) in try DurationOption.read(text, "--window") }
        do throws(SLOError) {
            return try SLODefinition(
                name: "slo", service: "backtest", objective: Objective(ratio: objective),
                window: .rolling(length ?? .seconds(30 * 86_400)), alerting: AlertPolicy(tiers: []))
        } catch {
            throw .unusable("--\(error.key): \(error)")
        }
    }
}

extension SLODefinition {
    var title: String { "\(service)/\(name)" }

    func isCalled(_ text: String) -> Bool { text == name || text == title }
}

enum DurationOption {
    static func read(_ text: String, _ option: String) throws(CommandFailure) -> Duration {
        guard let duration = DurationText(text)?.duration else {
            throw .unusable("\(option): \(Quoted.value(text)) is not a duration (write 10m, 1h30m, 30d)")
        }
        return duration
    }
}
