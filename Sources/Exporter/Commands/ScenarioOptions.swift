import ArgumentParser
import NinesSLO
import NinesSLOTools

/// A made-up past.
struct ScenarioOptions: ParsableArguments {
    @Option(name: .long, help: "Made-up trouble to test with, three days after the beginning or more.")
    var incident: IncidentPreset?

    @Option(name: .long, help: ArgumentHelp("Its highest share of bad events.", valueName: "ratio"))
    var errorRatio: Double?

    @Option(name: .long, help: ArgumentHelp("How long it lasts.", valueName: "duration"))
    var lasting: String?

    @Option(name: .long, help: ArgumentHelp("Events per second.", valueName: "rate"))
    var traffic: Double = 100

    @Option(
        name: .long,
        help: ArgumentHelp("Events per second from 16:00 to 24:00 UTC, instead of --traffic.", valueName: "rate"))
    var nightTraffic: Double?

    @Option(name: .long, help: ArgumentHelp("The share of bad events at all times.", valueName: "ratio"))
    var background: Double = 0

    @Option(
        name: .long,
        help: ArgumentHelp("Lets events arrive at random; the same seed gives the same events.", valueName: "number"))
    var seed: UInt64?

    @Option(
        name: .long,
        help: ArgumentHelp("How much time is made up. The SLO's window unless given.", valueName: "duration"))
    var length: String?

    var isGiven: Bool { incident != nil }

    /// - Parameter policies: their windows are full when the trouble begins.
    func scenario(for definition: SLODefinition, policies: [NamedPolicy]) throws(CommandFailure) -> Scenario {
        try check(errorRatio, "--error-ratio")
        try check(background, "--background")
        guard traffic > 0, nightTraffic.map({ $0 >= 0 }) ?? true else {
            throw .unusable("--traffic: events per second must be above 0, and --night-traffic at least 0")
        }
        let lasting = try lasting.map { text throws(CommandFailure) in try DurationOption.read(text, "--lasting") }
        let plan = incident?.plan(
            ratio: errorRatio, length: lasting, budget: definition.objective.budgetRatio)
        // Whole days, so that trouble begins at midnight, in the busy part of the day; four hours into it.
        let longest = policies.flatMap { $0.policy.tiers.map(\.longWindow) }.max() ?? .zero
        let days = max(3, (longest.components.seconds + 86_399) / 86_400)
        let start = Duration.seconds(days * 86_400 + 4 * 3_600)
        let least = start + (plan?.length ?? .zero) + .seconds(86_400)
        let given = try length.map { text throws(CommandFailure) in try DurationOption.read(text, "--length") }
        if let given, given < least {
            throw .unusable(
                "--length: \(DurationText.text(given)): it must be at least \(DurationText.text(least)): \(days) good "
                    + "days, the incident, and a day after it")
        }
        return Scenario(
            traffic: nightTraffic.map { .dayAndNight(day: traffic, night: $0) } ?? .even(perSecond: traffic),
            incidents: plan.map { [SyntheticIncident(start: start, length: $0.length, shape: $0.shape)] } ?? [],
            backgroundErrorRatio: background, length: given ?? max(least, definition.window.length), seed: seed)
    }

    private func check(_ ratio: Double?, _ option: String) throws(CommandFailure) {
        guard let ratio else { return }
        guard (0...1).contains(ratio) else {
            throw .unusable("\(option): \(ratio): it must be a ratio, 0 to 1")
        }
    }
}
