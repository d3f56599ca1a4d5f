/// How the descriptors of the process are shared out: pure.
///
/// Probes come first, as they are what the process is for: a probe that gets no descriptor says nothing about its
/// target. Clients of the web server get a quarter at most, and never more than they have a use for.
struct DescriptorBudget: Sendable, Equatable {
    /// For the process itself: two dozen for event loops, timers, the listening socket, the state file and its log, and
    /// two for each of the names that can be looked up at once. Where descriptors are few, more than half of the latter
    /// have to do without.
    private static let own = 32...64

    /// The process's limit.
    let limit: Int
    /// The web server's connections.
    let connections: Int
    /// Probes that may run at once. With more of them the process runs out of descriptors, which not only its sockets
    /// need: libdispatch ends the process when it cannot read how its threads are doing.
    let probes: Int

    /// - Parameters:
    ///   - limit: descriptors that the process may have open.
    ///   - mostConnections: how many connections of the web server are of any use.
    init(limit: Int, mostConnections: Int) {
        self.limit = limit
        let shared = max(0, limit - min(max(limit / 2, Self.own.lowerBound), Self.own.upperBound))
        // One of each has to be possible, or there is nothing to ask for, or nobody who could.
        connections = max(1, min(mostConnections, limit / 4, shared / 2))
        probes = max(1, shared - connections)
    }

    /// How many of so many targets wait for their turn when all the others hang, each with the one connection that its
    /// probe has at a time; 0 when none has to.
    func shortage(targets: Int) -> Int { max(0, targets - probes) }
}
