import ArgumentParser
import NIOPosix

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Probes every target of a configuration once, now.",
        discussion: """
            Exits with 0 when every probe succeeded and with 1 when one failed. With --output nagios: 0 for OK, 2 for \
            CRITICAL, 3 for UNKNOWN when the configuration cannot be used.
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case table, json, nagios
    }

    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Option(name: .long, help: ArgumentHelp("Only the target of this name.", valueName: "name"))
    var target: String?

    @Option(name: .long, help: "How to print the results.")
    var output: Output = .table

    /// Enough that one slow target does not hold up the others, few enough for the usual limit of open files.
    private static let concurrentProbes = 64

    func run() async throws {
        let reports: [CheckReport]
        do throws(CommandFailure) {
            reports = try await probeAll(targets(of: Configuration.loadOrFail(config)))
        } catch {
            guard output == .nagios else { throw error }
            print(NagiosText.unknown(error.message))
            throw CommandFailure(code: 3)
        }
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
            guard !configuration.targets.isEmpty else { throw .unusable("\(config): targets: there are none to check") }
            return configuration.targets
        }
        let chosen = configuration.targets.filter { $0.name == target }
        guard !chosen.isEmpty else {
            let known = configuration.targets.map(\.name).joined(separator: ", ")
            throw .unusable("--target: \"\(target)\" is not a target of \(config), which has: \(known)")
        }
        return chosen
    }

    private func probeAll(_ targets: [Target]) async throws(CommandFailure) -> [CheckReport] {
        let runner = ProbeRunner(resolver: SystemResolver(), userAgent: Version.userAgent)
        let reports = await withTaskGroup(of: (Int, ProbeReport?).self) { group in
            var reports: [CheckReport?] = Array(repeating: nil, count: targets.count)
            var waiting = targets.indices.makeIterator()
            func start() {
                guard let index = waiting.next() else { return }
                group.addTask { (index, try? await runner.probe(targets[index])) }
            }
            for _ in 0..<Self.concurrentProbes { start() }
            for await (index, result) in group {
                reports[index] = result.map { CheckReport(target: targets[index], result: $0) }
                start()
            }
            return reports.compactMap { $0 }
        }
        guard reports.count == targets.count else { throw .unusable("interrupted") }
        return reports
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
