/// What a scrape can ask for its families: a registry, a view of one, several together.
public protocol MetricSource: Sendable {
    /// The families that `names` admits, at this instant, in ascending order of their names' bytes. Others are not
    /// collected at all.
    func collect(_ names: NameFilter) -> Snapshot
}

extension MetricSource {
    /// Every family at this instant, in ascending order of their names' bytes.
    public func collect() -> Snapshot { collect(.all) }
}

extension MetricSource where Self == Registry {
    /// The registry of the process, so that what asks for a source can be given `.default`.
    public static var `default`: Registry { Registry.default }
}
