/// One thing that is probed: an entry of `targets`, its module resolved.
struct Target: Sendable, Equatable {
    /// Unique in the configuration; SLOs refer to it.
    var name: String
    /// Absolute, `http` or `https`, as written in the configuration. The `instance` label.
    var url: String
    var module: Module
    /// From one probe's start to the next.
    var interval: Duration
    /// The `job` label; `nines` unless the configuration says otherwise.
    var job = "nines"
    /// Further labels of every sample of this target, sorted by name.
    var labels: [(name: String, value: String)] = []
    /// The module's timeout, or the interval when that is shorter or the module has none, at most 10 s by default.
    var timeout: Duration

    static func == (lhs: Target, rhs: Target) -> Bool {
        lhs.name == rhs.name && lhs.url == rhs.url && lhs.module == rhs.module && lhs.interval == rhs.interval
            && lhs.job == rhs.job && lhs.timeout == rhs.timeout
            && lhs.labels.elementsEqual(rhs.labels) { $0 == $1 }
    }
}
