import ArgumentParser
import Foundation
import NIOPosix
import NinesSLO
import NinesSLOTools

/// A past that a Prometheus kept.
struct PrometheusOptions: ParsableArguments {
    @Option(
        name: .customLong("prometheus"),
        help: ArgumentHelp("A Prometheus, or what has its HTTP API, to read the past from.", valueName: "url"))
    var url: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Selects the counters of good events, each series by itself.", valueName: "selector"))
    var good: String?

    @Option(name: .long, help: ArgumentHelp("Selects the counters of bad events.", valueName: "selector"))
    var bad: String?

    @Option(name: .long, help: ArgumentHelp("Selects the counters of all events.", valueName: "selector"))
    var total: String?

    @Option(name: .long, help: ArgumentHelp("Where to begin; the SLO's window before --to.", valueName: "time"))
    var from: String?

    @Option(name: .long, help: ArgumentHelp("Where to end: RFC 3339 or seconds since 1970; now.", valueName: "time"))
    var to: String?

    @Option(name: .long, help: ArgumentHelp("The distance between values.", valueName: "duration"))
    var step: String = "1m"

    /// Enough for a year of minutes.
    private static let mostSteps = 600_000

    func history(window: Duration) async throws -> History {
        let endpoint: HTTPURL
        do throws(HTTPURL.Invalid) {
            endpoint = try HTTPURL(url ?? "")
        } catch {
            throw CommandFailure.unusable("--prometheus: \(error)")
        }
        guard [good, bad, total].count(where: { $0 != nil }) == 2 else {
            throw CommandFailure.unusable("--prometheus: give two of --good, --bad and --total")
        }
        let (start, step, count) = try steps(window: window)
        let client = PrometheusClient(url: endpoint)
        func matrix(_ query: String?) async throws -> PrometheusMatrix? {
            guard let query else { return nil }
            return try await client.range(query, from: start, count: count, step: step)
        }
        let matrices: CounterHistory.Matrices
        do {
            matrices = CounterHistory.Matrices(
                good: try await matrix(good), bad: try await matrix(bad), total: try await matrix(total))
        } catch let failure as PrometheusClient.Failure {
            throw CommandFailure.unusable("--prometheus: \(failure)")
        }
        let counts = try CounterHistory(start: start, step: step, count: count).counts(matrices)
        if counts.clamped > 0 {
            StandardError.write(
                "warning: --\(good == nil ? "bad" : "good"): above --total in \(counts.clamped) of \(count) steps; "
                    + "counted as all of them")
        }
        guard counts.history.counts.total > 0 else {
            throw CommandFailure.unusable("--prometheus: the queries found no events in \(count) steps")
        }
        return counts.history
    }

    private func steps(window: Duration) throws(CommandFailure) -> (start: Timestamp, step: Duration, count: Int) {
        let step = try DurationOption.read(step, "--step")
        guard step >= .seconds(1), step.components.attoseconds == 0 else {
            throw .unusable("--step: \(DurationText.text(step)): it must be whole seconds, at least 1s")
        }
        let end = try instant(to, "--to") ?? Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970.rounded(.down))
        let start = try instant(from, "--from") ?? end.advanced(by: .zero - window)
        let count = Int(min(max(end.duration(since: start) / step, 0), 1e9).rounded(.down))
        guard count >= 2, count <= Self.mostSteps else {
            throw .unusable(
                "--from: \(count) steps of \(DurationText.text(step)) until --to: there must be 2 to \(Self.mostSteps)")
        }
        return (start, step, count)
    }

    private func instant(_ text: String?, _ option: String) throws(CommandFailure) -> Timestamp? {
        guard let text else { return nil }
        guard let instant = InstantText.instant(text) else {
            throw .unusable(
                "\(option): \(Quoted.value(text)): it must be RFC 3339, such as 2026-11-01T00:00:00Z, or seconds since "
                    + "1970")
        }
        return instant
    }
}
