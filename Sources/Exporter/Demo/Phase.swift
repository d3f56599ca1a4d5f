/// How the demo's service behaves for a while.
enum Phase: String, Sendable, CaseIterable {
    /// Answers at once.
    case good
    /// Answers rightly and late, as with a cold cache or a slow disk.
    case slow
    /// Most answers are a 500, as with one bad replica of several or a failing dependency.
    case errors
    /// Takes connections and requests and never answers, as a process whose workers all hang: the kernel goes on
    /// accepting for it. Probes end with `timeout`, which is what such an outage looks like from outside; a process
    /// that is gone would refuse the connection.
    case outage
}
