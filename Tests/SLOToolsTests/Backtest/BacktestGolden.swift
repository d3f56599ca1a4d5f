import NinesSLO
import NinesSLOTools

/// Five bad minutes in half an hour, and two policies of one tier.
enum BacktestGolden {
    /// - Parameter names: of the policies: `calm` and `eager`.
    static func report(_ names: [String] = ["calm", "eager"]) throws -> BacktestReport {
        let definition = try SLODefinition(
            name: "a<b", service: "shop", objective: Objective(ratio: 0.99), window: .days(1))
        let scenario = Scenario(
            traffic: .even(perSecond: 10),
            incidents: [SyntheticIncident(start: .seconds(600), length: .seconds(300), shape: .step(ratio: 0.5))],
            length: .seconds(1_800), sliceLength: .seconds(60), start: Timestamp(secondsSinceEpoch: 1_800_000_000))
        func policy(_ name: String, factor: Double, minFailures: UInt64) throws -> NamedPolicy {
            let tier = try BurnRateTier(
                severity: .page, factor: factor, longWindow: .seconds(600), shortWindow: .seconds(120))
            return NamedPolicy(name, AlertPolicy(tiers: [tier], minFailures: minFailures))
        }
        return try Backtest(of: definition, in: scenario, significance: .init(page: 0.1))
            .report(
                comparing: [
                    policy("calm", factor: 10, minFailures: 100_000), policy("eager", factor: 0.9, minFailures: 1),
                ].filter { names.contains($0.name) },
                picture: scenario.start..<scenario.start.advanced(by: scenario.length))
    }
}
