/// A metric with labels whose names and value types the compiler knows: a child per combination of values.
///
/// ```swift
/// requests.increment("GET", 200)                  // looks the child up and records
/// let ok = requests.labels("GET", 200)            // a handle to keep: recording through it is cheaper still
/// ok.increment()
/// ```
///
/// A look-up of an existing child takes no lock and allocates nothing. A new child takes the family's lock once. Every
/// child is a time series for as long as the process lives, or until `remove`: keep the values few.
public struct Family<Child: Instrument, each Value: LabelValue>: LabelledFamily {
    /// The types of the label values: of one label the type itself, of more a tuple.
    public typealias Values = (repeat each Value)

    /// Where look-ups start: for the library's own inlined code.
    public let _lookUp: _FamilyLookUp

    init(children: ChildSet) {
        _lookUp = _FamilyLookUp(children)
    }

    /// A handle to the child with these label values, made if it does not exist.
    public func labels(_ values: repeat each Value) -> Child {
        _lookUp.child(repeat each values)
    }

    /// Takes the child with these label values out of the family; false when there is none. Its count is gone: should
    /// the labels come again, they start at 0. Waits for look-ups that are under way.
    @discardableResult
    public func remove(_ values: repeat each Value) -> Bool {
        var isRemoved = false
        LabelKeyWriter.withKey(repeat each values) { isRemoved = _lookUp.children.remove($0) }
        return isRemoved
    }

    /// Takes out every child.
    public func removeAll() { _lookUp.children.removeAll() }

    /// Takes out the children that `isWanted` names by their labels, in declared order and with empty values where a
    /// label is absent; returns how many went. Waits once for look-ups that are under way, however many go.
    ///
    /// ```swift
    /// sessions.removeAll { labels in labels.contains(Label("tenant", tenant)) }
    /// ```
    ///
    /// `isWanted` runs without a lock, once for each child that was there at the call.
    @discardableResult
    public func removeAll(where isWanted: ([Label]) -> Bool) -> Int { _lookUp.children.removeAll(where: isWanted) }

    /// Takes out the children that have all of these labels, whatever their others; returns how many went.
    ///
    /// ```swift
    /// sessions.removeAll(matching: ["tenant": tenant])
    /// ```
    ///
    /// A label that the family does not have is absent from all children: only an empty value matches it.
    @discardableResult
    public func removeAll(matching labels: [String: String]) -> Int { _lookUp.children.removeAll(matching: labels) }
}
