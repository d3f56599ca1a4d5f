/// Where a target is, parsed when the configuration is read and not again at each probe.
enum TargetAddress: Sendable, Equatable {
    case url(HTTPURL)
    /// What no prober can use.
    case unusable
}
