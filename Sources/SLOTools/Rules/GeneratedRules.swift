/// The rules of a file of documents, with their unit tests.
package struct GeneratedRules: Sendable {
    package let rules: RuleFile
    private let generators: [RuleGenerator]
    private let step: Duration

    package init(_ generators: [RuleGenerator], flavor: RuleFlavor = .prometheus, namespace: String = "slo") {
        rules = RuleFile(groups: generators.map { $0.group() }, flavor: flavor, namespace: namespace)
        self.generators = generators
        // Ranges of rates need two samples, also where their first instant does not belong to them.
        let shortest = (generators.map(\.shortestRange).min() ?? SLOSeries.slice).components.seconds
        step = .seconds(shortest >= 120 ? 60 : 30)
    }

    /// - Parameter rulesFile: the name of the rules' file, relative to that of the tests.
    package func tests(of rulesFile: String) -> RuleTestFile {
        RuleTestFile(rules: rulesFile, step: step, tests: RuleTestGenerator(generators, step: step).tests())
    }
}
