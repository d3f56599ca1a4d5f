public import NinesMetrics

/// Looks for names and texts that Prometheus' naming practices advise against.
///
/// ```swift
/// #expect(PageLint.problems(in: registry.collect()).isEmpty)
/// ```
public enum PageLint {
    /// The problems of a registry's families, in order of their names.
    public static func problems(in snapshot: Snapshot) -> [LintProblem] {
        snapshot.families.flatMap { family in
            let names = Set((0..<family.count).flatMap { family.labels.labels($0).map(\.name) })
            return LintedFamily(family.descriptor, labelNames: names).problems
        }
    }

    /// The problems of one family's metadata: for those who describe metrics without recording any.
    public static func problems(in descriptor: FamilyDescriptor) -> [LintProblem] {
        LintedFamily(descriptor, labelNames: []).problems
    }

    /// The problems of a page's families, in its order.
    ///
    /// - Parameter format: what the page was read in: OpenMetrics leaves `_total` away from a counter's metadata.
    public static func problems(in page: ParsedPage, format: PageFormat) -> [LintProblem] {
        page.families.flatMap { LintedFamily($0, format: format).problems }
    }
}

/// What the rules look at.
private struct LintedFamily {
    let name: String
    let type: MetricType
    let hasHelp: Bool
    let line: Int?
    let labelNames: [String]

    init(_ descriptor: FamilyDescriptor, labelNames: Set<String>) {
        name = descriptor.name
        type = descriptor.type
        hasHelp = !descriptor.help.isEmpty
        line = nil
        self.labelNames = labelNames.sorted()
    }

    init(_ family: ParsedFamily, format: PageFormat) {
        type = family.type
        let suffix = format == .openMetrics ? (type == .counter ? "_total" : type == .info ? "_info" : "") : ""
        name = family.name + suffix
        hasHelp = family.help != nil
        line = family.line
        var names = Set(family.samples.flatMap { $0.labels.map(\.name) })
        if type == .histogram || type == .gaugeHistogram { names.remove("le") }
        if type == .summary { names.remove("quantile") }
        labelNames = names.sorted()
    }

    var problems: [LintProblem] {
        help + units + total + reserved + typeInName + characters + abbreviations
    }

    private func problem(_ rule: LintProblem.Rule, _ message: String) -> LintProblem {
        LintProblem(family: name, line: line, rule: rule, message: message)
    }

    private var words: [String] { name.split(separator: "_").map(String.init) }

    private var help: [LintProblem] { hasHelp ? [] : [problem(.help, "no help text")] }

    private var units: [LintProblem] {
        words.lazy.compactMap { word in NamedUnit.base(of: word).map { (word, $0) } }.prefix(1)
            .filter { $0.0 != $0.1 }
            .map { problem(.unit, "use the base unit \"\($0.1)\" instead of \"\($0.0)\"") }
    }

    private var total: [LintProblem] {
        switch (type, name.hasByteSuffix("_total")) {
        case (.counter, false): [problem(.counterTotal, "a counter's name should end in \"_total\"")]
        case (.counter, true), (.unknown, _), (_, false): []
        case (_, true): [problem(.counterTotal, "only a counter's name should end in \"_total\"")]
        }
    }

    private var reserved: [LintProblem] {
        guard type != .unknown else { return [] }
        let isHistogram = type == .histogram || type == .gaugeHistogram
        var problems: [LintProblem] = []
        for suffix in ["_bucket", "_count", "_sum"] where name.hasByteSuffix(suffix) && !isHistogram {
            guard suffix == "_bucket" || type != .summary else { continue }
            let owner = suffix == "_bucket" ? "a histogram" : "a histogram or summary"
            problems.append(problem(.reservedSuffix, "\"\(suffix)\" is the ending of \(owner)'s samples"))
        }
        if !isHistogram, labelNames.contains("le") {
            problems.append(problem(.reservedLabel, "the label \"le\" is for histograms"))
        }
        if type != .summary, labelNames.contains("quantile") {
            problems.append(problem(.reservedLabel, "the label \"quantile\" is for summaries"))
        }
        return problems
    }

    private var typeInName: [LintProblem] {
        let words = words.dropFirst().map { $0.lowercased() }
        return ["counter", "gauge", "summary", "histogram"].filter(words.contains)
            .map { problem(.typeInName, "the name should not say the type \"\($0)\"") }
    }

    private var characters: [LintProblem] {
        var problems: [LintProblem] = []
        if name.utf8.contains(UInt8(ascii: ":")) {
            problems.append(problem(.colon, "\":\" in names is for recording rules"))
        }
        if Self.isCamelCase(name) { problems.append(problem(.camelCase, "write the name in snake_case")) }
        for label in labelNames where Self.isCamelCase(label) {
            problems.append(problem(.camelCase, "write the label name \"\(label)\" in snake_case"))
        }
        return problems
    }

    private var abbreviations: [LintProblem] {
        words.dropFirst().filter { NamedUnit.abbreviations.contains($0.lowercased()) }
            .map { problem(.unitAbbreviation, "the name should not abbreviate a unit: \"\($0)\"") }
    }

    /// A small letter and a capital behind it.
    private static func isCamelCase(_ name: String) -> Bool {
        zip(name.utf8, name.utf8.dropFirst()).contains { first, second in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= first && UInt8(ascii: "A")...UInt8(ascii: "Z") ~= second
        }
    }
}
