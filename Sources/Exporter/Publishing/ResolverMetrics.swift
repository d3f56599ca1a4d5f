import NinesMetrics

/// How busy the look-ups of names are, which all targets share.
enum ResolverMetrics {
    static func register(_ resolver: SystemResolver, in registry: Registry) throws(RegistrationError) {
        try registry.gauge(
            "nines_resolver_lookups",
            help: "Look-ups of names by state: running; hung, of names that nobody answers for; waiting for a thread.",
            labels: LabelName("state")
        ) { readings in
            // One moment's.
            let load = resolver.load
            readings.set("hung", to: Double(load.hung))
            readings.set("running", to: Double(load.running - load.hung))
            readings.set("waiting", to: Double(load.waiting))
        }
        let threads = resolver.limits.threads
        try registry.gauge(
            "nines_resolver_threads_limit", help: "Look-ups of names that run at a time at most, hung ones included."
        ) { threads }
    }
}
