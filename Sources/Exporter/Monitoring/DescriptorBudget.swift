/// How the descriptors of the process are shared out: pure.
///
/// Probes come first, as they are what the process is for: a probe that gets no descriptor says nothing about its
/// target. Clients of the web server get a quarter at most, and never more than they have a use for.
struct DescriptorBudget: Sendable, Equatable {
    /// For the process itself: event loops, the listening socket, the state file and its log, look-ups of names.
    static let own = 32

    /// The process's limit.
    let limit: Int
    /// The web server's connections.
    let connections: Int
    /// What is left for probes that run at once.
    let probes: Int

    /// - Parameters:
    ///   - limit: descriptors that the process may have open.
    ///   - mostConnections: how many connections of the web server are of any use.
    init(limit: Int, mostConnections: Int) {
        self.limit = limit
        // One connection has to be possible, or nobody could ask.
        connections = max(1, min(mostConnections, limit / 4))
        probes = max(0, limit - connections - min(Self.own, limit / 2))
    }

    /// Descriptors that probes of so many targets lack when all of them hang, each with the one connection it has at a
    /// time; 0 when they lack none.
    func shortage(targets: Int) -> Int { max(0, targets - probes) }
}
