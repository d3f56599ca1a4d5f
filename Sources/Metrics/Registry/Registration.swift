/// A collector or callback that is registered, and the way to take it out again.
///
/// ```swift
/// let registration = try registry.gauge("queue_length", help: "Jobs waiting.") { 3 }
/// registration.unregister()
/// ```
///
/// Dropping it changes nothing: what is registered stays.
public struct Registration: Sendable {
    /// Whether this registration added something. False when the same was registered before: that one stays and is
    /// asked, and this leads to it.
    public let isNew: Bool
    private let registry: Registry
    private let entry: CollectorEntry

    init(of entry: CollectorEntry, in registry: Registry, isNew: Bool) {
        self.entry = entry
        self.registry = registry
        self.isNew = isNew
    }

    /// Takes the collector or callback out of its registry, for everybody who registered it: no collection that begins
    /// later asks it, and its names are free. One that runs on another thread may still be asking it. False when it was
    /// taken out before.
    @discardableResult
    public func unregister() -> Bool { registry.remove(entry) }
}

/// A collector in a registry. A class, for its identity.
final class CollectorEntry: Sendable {
    let collector: any Collector
    let families: [FamilyDescriptor]

    /// Asks the collector for its families, which is somebody else's code: not to be called under a lock.
    init(_ collector: any Collector) {
        self.collector = collector
        families = collector.families
    }

    /// Whether `other` is this one registered again: the same object; or a value of the same type, which cannot be told
    /// from another, with the same families and, of a callback, the same label names. Their helps may differ.
    func isSame(as other: CollectorEntry) -> Bool {
        guard type(of: collector) == type(of: other.collector), families.count == other.families.count,
            zip(families, other.families).allSatisfy({ $0.isSame(as: $1) })
        else { return false }
        if type(of: collector) is AnyObject.Type { return collector as AnyObject === other.collector as AnyObject }
        let (names, others) = (
            (collector as? Callback)?.labelNames ?? [], (other.collector as? Callback)?.labelNames ?? []
        )
        return names.elementsEqual(others) { $0.hasSameBytes(as: $1) }
    }
}

extension FamilyDescriptor {
    /// Whether `other` says the same but for the help, names compared as bytes.
    func isSame(as other: FamilyDescriptor) -> Bool {
        name.utf8.elementsEqual(other.name.utf8) && type == other.type && unit == other.unit
            && nameScheme == other.nameScheme
    }
}

extension Registry {
    /// Takes out the family, or the callback, of that name (with a counter's `_total`). False when there is none, or a
    /// collector has it, which ``Registration/unregister()`` takes out as a whole.
    ///
    /// ```swift
    /// registry.unregister("pool_size")
    /// ```
    ///
    /// Its children are gone for everybody who registered it. Handles to them, and the family itself, still work, but
    /// record into nothing, which is counted in `nines_metrics_dropped_total{reason="removed"}`: increments by their
    /// amounts, observations, and a gauge or state set once per collection that finds it set. Registered again, the
    /// name begins at 0 with a new created time. Waits for look-ups that are under way, not for holders of handles.
    @discardableResult
    public func unregister(_ name: String) -> Bool {
        let (family, callback) = removeFamily(Array(name.utf8))
        family?.close()
        return family != nil || callback != nil
    }
}
