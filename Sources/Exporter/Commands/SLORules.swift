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
            with it each file gives DIR/<name>.rules.yml and DIR/<name>.rules.test.yml, for promtool test rules, and with \
            --format operator DIR/<name>.prometheusrule.yml too, for kubectl apply.
            """)

    @Argument(help: "The documents, or folders of them; - is standard input.")
    var files: [String]

    @Option(
        name: .long, help: ArgumentHelp("Where to write the files. Made where it does not exist.", valueName: "dir"))
    var out: String?

    @Option(name: .long, help: "Who reads the rules.")
    var flavor: RuleFlavor = .prometheus

    @Option(name: .long, help: "As what they are read: a rule file, or the Prometheus operator's PrometheusRule.")
    var format: RuleFormat = .prometheus

    @Option(
        name: .long,
        help: ArgumentHelp("The namespace of each PrometheusRule, instead of the document's.", valueName: "name"))
    var namespace: String?

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "A label of each PrometheusRule, such as the one that the operator's ruleSelector asks for. Repeat it.",
            valueName: "key=value"))
    var labels: [String] = []

    func run() async throws {
        let kubernetes = try kubernetes()
        let output = try RulesOutput(files, flavor: flavor)
        for warning in output.warnings { StandardError.write("warning: \(warning)") }
        // An empty rule file would take away every alert that there was.
        guard !output.files.isEmpty else {
            return StandardError.write("warning: \(SLODocumentSet.withoutSLOs(files))")
        }
        if let out {
            try output.write(to: out, kubernetes: kubernetes)
        } else {
            print(try kubernetes.map { try output.objects($0) } ?? output.joined.yaml, terminator: "")
        }
    }

    /// Nil for plain files.
    private func kubernetes() throws(CommandFailure) -> KubernetesOptions? {
        guard format == .operator else {
            guard namespace == nil, labels.isEmpty else {
                throw .unusable("--namespace, --label: only a PrometheusRule has them; give --format operator")
            }
            return nil
        }
        return try CommandFailure.unless { () throws(Unusable) in
            try KubernetesOptions(namespace: namespace, labels: labels)
        }
    }
}

extension RuleFlavor: ExpressibleByArgument {}
extension RuleFormat: ExpressibleByArgument {}
