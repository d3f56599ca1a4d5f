import NinesSLO

/// An entry of `targets`.
enum TargetKeys: SectionKeys {
    static let name = Key("name", .name, "Unique; SLOs refer to it.", required: true)
    static let url = Key(
        "url", .url, "An absolute http or https URL without credentials.",
        absent: "this or `target`"
    )
    static let target = Key(
        "target", .address, "host:port or a URL without a scheme, before which http:// is put.", absent: "this or `url`"
    )
    static let instance = Key("instance", .name, "The label instance.", absent: "the URL")
    static let module = Key("module", .text, "The name of a module.", default: Module.http2xx.name)
    static let timeout = Key(
        "timeout", .duration(), "The longest a probe may take, instead of the module's; 0 is none.",
        absent: "the module's, else the interval, at most 10 s")
    static let interval = Key(
        "interval", .duration(atLeast: TargetReader.shortestInterval),
        "Time from one probe's start to the next, not shorter than the timeout.",
        default: TargetReader.defaultInterval)
    static let job = Key("job", .name, "The label job.", default: TargetReader.defaultJob)
    static let labels = Key("labels", .targetLabels, "Labels of everything published about the target.")

    static let failureThreshold = Key(
        "failure_threshold", .integer(StateRules.thresholds),
        "Failed probes in a row after which the target is down; slow ones after which it is degraded.", default: 1)
    static let successThreshold = Key(
        "success_threshold", .integer(StateRules.thresholds),
        "Successes in a row after which it is up again; good ones after which it is no longer degraded.", default: 1)
    static let retries = Key(
        "retries", .integer(0...StateRules.mostRetries),
        "Further attempts after a failed probe, before the next one; the state is told by the last.", default: 0)
    static let retryPause = Key(
        "retry_pause", .duration(), "Time from an attempt's end to the next one's start.",
        default: StateRules.defaultRetryPause)
    static let degradedAfter = Key(
        "degraded_after", .duration(atLeast: .milliseconds(1)), "A probe that takes longer is slow, which is degraded.",
        absent: "no probe is slow")
    static let certificateExpiresWithin = Key(
        "certificate_expires_within", .duration(atLeast: .seconds(1)),
        "The target is degraded when a certificate of its chain expires sooner.", absent: "no matter when")
    static let dependsOn = Key(
        "depends_on", .list(.name), "Names of targets: while one of them is down, this one is not, but suppressed.")
    static let maintenance = Key(
        "maintenance", .list(.maintenance), "Spans of time in which somebody works on it, beside the file's.")

    static let http = Key(
        "http", .part(of: HTTPKeys.self), "What this target has otherwise than its module: key by key, lists whole.")

    static let keys: [any AnyKey] = [
        name, url, target, instance, module, interval, timeout, job, labels, failureThreshold, successThreshold,
        retries,
        retryPause, degradedAfter, certificateExpiresWithin, dependsOn, maintenance, http,
    ]
    static let conditions: [KeyCondition] = [.exactly(1, of: [url, target])]
}

/// What targets have that do not say it themselves.
enum DefaultsKeys: SectionKeys {
    static let timeout = Key(
        TargetKeys.timeout.name, TargetKeys.timeout.grammar,
        "The longest a probe may take, where neither target nor module says; 0 is none.",
        absent: "the interval, at most 10 s")

    static let keys: [any AnyKey] = [
        TargetKeys.module, TargetKeys.interval, timeout, TargetKeys.job, TargetKeys.labels,
        TargetKeys.failureThreshold, TargetKeys.successThreshold, TargetKeys.retries, TargetKeys.retryPause,
        TargetKeys.degradedAfter, TargetKeys.certificateExpiresWithin,
    ]
}
