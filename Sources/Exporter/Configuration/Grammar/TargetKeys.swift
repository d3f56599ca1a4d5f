import NinesSLO

/// An entry of `targets`.
enum TargetKey: String, ConfigurationKey {
    case name, url, target, module, interval, job, labels

    static let required: [TargetKey] = [.name]
    static let conditions: [KeyCondition<TargetKey>] = [.exactly(1, of: [.url, .target])]

    var rule: KeyRule {
        switch self {
        case .name: KeyRule(.name, "Unique; SLOs refer to it.")
        case .url: KeyRule(.url, "An absolute http or https URL without credentials; the label instance.")
        case .target: KeyRule(.text(), "host:port or a URL without a scheme, before which http:// is put.")
        case .module: KeyRule(.text(), "The name of a module.", default: .string(Module.http2xx.name))
        case .interval:
            KeyRule(
                .duration(atLeast: TargetReader.shortestInterval),
                "Time from one probe's start to the next, at least 100ms and the module's timeout.",
                default: .string(DurationText.text(TargetReader.defaultInterval)))
        case .job: KeyRule(.name, "The label job.", default: .string(TargetReader.defaultJob))
        case .labels:
            KeyRule(
                .names(
                    NameRule(pattern: NameRule.label.pattern, reserved: TargetLabelReader.reserved),
                    .text(mayBeEmpty: true)),
                "Labels of everything published about the target.")
        }
    }
}
