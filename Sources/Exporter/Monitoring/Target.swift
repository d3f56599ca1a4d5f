/// One thing that is probed: an entry of `targets`, its module resolved.
struct Target: Sendable, Equatable {
    /// Unique in the configuration, and what makes it the same target in the next one; SLOs refer to it.
    let name: String
    /// Absolute, `http` or `https`, as written in the configuration.
    let url: String
    /// The `instance` label; the URL unless the configuration or a rule of discovery says otherwise.
    let instance: String
    let address: TargetAddress
    var module: Module
    /// From one probe's start to the next.
    var interval: Duration
    /// The `job` label; `nines` unless the configuration says otherwise.
    var job: String
    /// Further labels of every sample of this target, sorted by name.
    var labels: [(name: String, value: String)]
    /// The module's timeout, or the interval when that is shorter or the module has none, at most 10 s by default.
    var timeout: Duration
    /// When it is up, degraded or down.
    var rules: StateRules

    init(
        name: String, url: String, instance: String? = nil, module: Module, interval: Duration, job: String = "nines",
        labels: [(name: String, value: String)] = [], timeout: Duration, rules: StateRules = StateRules()
    ) {
        self.name = name
        self.url = url
        self.instance = instance ?? url
        address = (try? HTTPURL(url)).map(TargetAddress.url) ?? .unusable
        self.module = module
        self.interval = interval
        self.job = job
        self.labels = labels
        self.timeout = timeout
        self.rules = rules
    }

    static func == (lhs: Target, rhs: Target) -> Bool {
        lhs.name == rhs.name && lhs.url == rhs.url && lhs.instance == rhs.instance && lhs.module == rhs.module
            && lhs.interval == rhs.interval && lhs.job == rhs.job && lhs.timeout == rhs.timeout
            && lhs.rules == rhs.rules
            && lhs.labels.elementsEqual(rhs.labels) { $0 == $1 }
    }
}
