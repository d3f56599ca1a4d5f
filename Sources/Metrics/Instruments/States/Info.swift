import Synchronization

/// A sample that is always 1, for its labels: a build's version, the zone a process runs in. It records nothing; its
/// existence is the information.
///
/// `@unchecked Sendable`: what is not immutable is atomic.
public final class Info: Instrument, @unchecked Sendable {
    /// Whether it was looked up or set since a collection last asked.
    private let isTouched = Atomic<Bool>(false)

    /// Says that somebody wants it to be exposed still, for a family with an idle time. The caller holds it.
    func touch() { isTouched.store(true, ordering: .relaxed) }

    /// See ``Gauge``'s.
    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        guard isTouched.load(ordering: .relaxed) else { return false }
        isTouched.store(false, ordering: .relaxed)
        return true
    }

    /// Nothing can be recorded in it.
    override func records(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> UInt64 { 0 }

    /// How families make and read infos.
    static let maker = ChildMaker(
        make: { Info(key: $0, created: $1.time) }, makeLost: { Info(key: $0, created: $1.time) },
        columns: { children, _ in
            FamilyColumns(values: .gauges(Array(repeating: 1, count: children.count)))
        })
}

extension Family where Child == Info {
    /// A handle to the child with these label values, made if it does not exist. In a family with an idle time, it
    /// stays for that long after its latest look-up, and as long as somebody holds the handle.
    public func labels(_ values: repeat each Value) -> Info {
        let info: Info = _lookUp.child(repeat each values)
        info.touch()
        return info
    }

    /// Exposes the child with these label values and no other from now on: for what one thing has one of, which may
    /// change, such as the configuration in use. In one step: a scrape sees the one or the other, and of calls at the
    /// same time one is the last. In a family with an idle time, it stays for that long after it was last set.
    public func set(_ values: repeat each Value) {
        var kept: Instrument?
        LabelKeyWriter.withKey(repeat each values) { kept = _lookUp.children.keepOnly($0) }
        (kept as? Info)?.touch()
    }
}

extension DynamicFamily where Child == Info {
    /// A handle to the child with these labels, as for any kind; in a family with an idle time, it stays for that long
    /// after its latest look-up, and as long as somebody holds the handle.
    ///
    /// - Throws: ``RegistrationError`` naming the family's labels and the given ones, when one is unexpected or
    ///   missing.
    public func labels(_ labels: [String: String]) throws(RegistrationError) -> Info {
        let info = try child(labels)
        info.touch()
        return info
    }
}
