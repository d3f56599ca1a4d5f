import ArgumentParser
import Foundation
import NinesSLOTools

struct SLORules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Makes recording and alerting rules for Prometheus, and their unit tests.",
        discussion: """
            Reads documents of Nines, of OpenSLO (v1 and v1alpha) and of sloth (prometheus/v1, its Kubernetes form and \
            AlertWindows). SLOs may name objects of the other files. Without --out the rules of all files are printed; \
            with it each file gives DIR/<name>.rules.yml and DIR/<name>.rules.test.yml, for promtool test rules.
            """)

    @Argument(help: "The documents; - is standard input.")
    var files: [String]

    @Option(
        name: .long, help: ArgumentHelp("Where to write the files. Made where it does not exist.", valueName: "dir"))
    var out: String?

    @Option(name: .long, help: "Who reads the rules.")
    var flavor: RuleFlavor = .prometheus

    func run() async throws {
        let output = try RulesOutput(files, flavor: flavor)
        for warning in output.warnings { StandardError.write("warning: \(warning)") }
        guard let out else {
            if !output.files.isEmpty { print(output.joined.yaml, terminator: "") }
            return
        }
        try output.write(to: out)
    }
}

extension RuleFlavor: ExpressibleByArgument {}
