import NinesSLO

/// An entry of `targets`.
enum TargetKeys: SectionKeys {
    static let name = Key("name", .name, "Unique; SLOs refer to it.", required: true)
    static let url = Key(
        "url", .url, "An absolute http or https URL without credentials; the label instance.", absent: "this or `target`"
    )
    static let target = Key(
        "target", .address, "host:port or a URL without a scheme, before which http:// is put.", absent: "this or `url`")
    static let module = Key("module", .text, "The name of a module.", default: Module.http2xx.name)
    static let interval = Key(
        "interval", .duration(atLeast: TargetReader.shortestInterval),
        "Time from one probe's start to the next, not shorter than the module's timeout.",
        default: TargetReader.defaultInterval)
    static let job = Key("job", .name, "The label job.", default: TargetReader.defaultJob)
    static let labels = Key("labels", .targetLabels, "Labels of everything published about the target.")

    static let keys: [any AnyKey] = [name, url, target, module, interval, job, labels]
    static let conditions: [KeyCondition] = [.exactly(1, of: [url, target])]
}
