import Hummingbird

/// Where shipments are. Those from 900 on are in vans.
enum Shipments {
    static func whereabouts(of id: Int) async throws -> String {
        switch id {
        case ..<900: return "on its way"
        case ..<950:
            // A van with a poor connection.
            try await Task.sleep(for: .milliseconds(400))
            return "in a van"
        case ..<1000: throw VanOutOfReach()
        default: throw HTTPError(.notFound, message: "no shipment \(id)")
        }
    }

    /// No `HTTPResponseError`: the client gets a 500.
    struct VanOutOfReach: Error {}
}
