/// Whether scrapes show the whole picture.
enum Readiness: Sendable, Equatable {
    case ready
    /// So many targets of all have not been probed.
    case starting(pending: Int, targets: Int)
    /// The process is on its way out.
    case stopping

    var isReady: Bool { self == .ready }

    var text: String {
        switch self {
        case .ready: "ready"
        case .starting(let pending, let targets): "\(pending) of \(targets) targets not probed yet"
        case .stopping: "stopping"
        }
    }
}
