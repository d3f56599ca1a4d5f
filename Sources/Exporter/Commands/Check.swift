import ArgumentParser
import NIOCore
import NIOPosix

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Probes every target of a configuration once, now.",
        discussion: """
            Exits with 0 when every probe succeeded and with 1 when one failed. With --output nagios: 0 for OK, 2 for \
            CRITICAL, 3 for UNKNOWN when the command line or the configuration cannot be used.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case table, json, nagios
    }

    @OptionGroup
    var source: ConfigurationSource

    @Option(name: .long, help: ArgumentHelp("Only the target of this name.", valueName: "name"))
    var target: String?

    @Option(name: .long, help: "How to print the results.")
    var output: Output = .table

    func run() async throws {
        let reports = try await probeAll(targets(of: source.load()))
        switch output {
        case .table: print(CheckTable.text(reports))
        case .json: print(try CheckJSON.text(reports))
        case .nagios: print(NagiosText.text(reports))
        }
        guard reports.contains(where: { !$0.result.succeeded }) else { return }
        // A target that was not reached for a reason of this machine's is unknown, not critical.
        let isCritical = reports.contains { $0.result.failure != nil }
        throw output == .nagios ? CommandFailure(code: isCritical ? 2 : 3) : .unhealthy
    }

    private func targets(of configuration: Configuration) throws(CommandFailure) -> [Target] {
        guard let target else {
            guard !configuration.targets.isEmpty else {
                throw .unusable("\(source.file): targets: there are none to check")
            }
            return configuration.targets
        }
        let chosen = configuration.targets.filter { $0.name == target }
        guard !chosen.isEmpty else {
            let known = configuration.targets.map(\.name).joined(separator: ", ")
            throw .unusable("--target: \"\(target)\" is not a target of \(source.file), which has: \(known)")
        }
        return chosen
    }

    private func probeAll(_ targets: [Target]) async throws(CommandFailure) -> [CheckReport] {
        let runner = ProbeRunner(resolver: SystemResolver(), userAgent: Version.userAgent)
        await runner.warmUp()
        let reports = await CheckRound(count: targets.count).reports { try? await runner.probe(targets[$0]) }
        guard reports.count == targets.count else { throw .unusable("interrupted") }
        return zip(targets, reports).map { CheckReport(target: $0, result: $1) }
    }
}

/// A target and what one probe of it saw.
struct CheckReport: Sendable {
    var target: Target
    var result: ProbeReport
}

extension ProbeRunner {
    /// Probes a target once, now.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before the verdict.
    func probe(_ target: Target, tracing: Bool = false) async throws(CancellationError) -> ProbeReport {
        try await probe(
            target.address, with: target.module, timeout: target.timeout,
            on: MultiThreadedEventLoopGroup.singleton, tracing: tracing)
    }
}
