public import CNinesThreadCells

/// Code of users that Nines is calling in this thread, so that a way back into Nines is told from a first call.
///
/// A callback that collects its own registry, an exemplar source that records in an instrument that asks it, a label
/// value whose text needs a look-up of itself: each would call itself until the stack is full, or wait for itself. So
/// whoever calls such code leaves a frame in its own stack for as long as the call takes, and looks for one of its own
/// before.
@usableFromInline
struct UserCall {
    @usableFromInline
    enum Kind: UInt8 {
        /// A collector, a callback, or a source that somebody wrote; of one registry or combination.
        case collecting
        /// A collection whose result others wait for.
        case sharing
        case exemplarSource
        case clock
        /// What a name is made of, such as a policy of the bridge; of whom it belongs to.
        case naming
        /// Not a call: this thread holds the lock under which cells are summed.
        case summing
        /// The `write` of a label value; of its type.
        case labelText
    }

    @usableFromInline
    let kind: Kind
    @usableFromInline
    let owner: UInt
    @usableFromInline
    let outer: UnsafeRawPointer?

    @inlinable
    init(kind: Kind, owner: UInt, outer: UnsafeRawPointer?) {
        (self.kind, self.owner, self.outer) = (kind, owner, outer)
    }

    /// Whether this thread is in such a call.
    ///
    /// - Parameter owner: Of whom; 0: of anybody.
    @inlinable
    static func isUnderWay(_ kind: Kind, of owner: UInt = 0) -> Bool {
        var frame = nines_thread_calling()
        // Set by `run` only, to such a frame.
        while let call = frame?.load(as: UserCall.self) {
            if call.kind == kind, owner == 0 || call.owner == owner { return true }
            frame = call.outer
        }
        return false
    }

    /// Runs `body` as such a call.
    @inlinable
    static func run<Result>(_ kind: Kind, of owner: UInt = 0, _ body: () -> Result) -> Result {
        // Frames of one thread end in the opposite order of their beginnings, as `body` does not suspend; so the
        // pointer is valid for as long as it can be found.
        let outer = nines_thread_calling()
        return withUnsafePointer(to: UserCall(kind: kind, owner: owner, outer: outer)) { frame in
            nines_thread_set_calling(frame)
            defer { nines_thread_set_calling(outer) }
            return body()
        }
    }

    @inlinable
    static func owner(_ type: any Any.Type) -> UInt { UInt(bitPattern: ObjectIdentifier(type)) }

    static func owner(_ object: AnyObject) -> UInt { UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque()) }
}

/// Code of users that makes one name of another for another module, and may come back to what asked it.
package enum NamingCall {
    /// Whether this thread is in such a call for `owner` already; counted then, as a call that led back to itself.
    package static func isReentrant(for owner: AnyObject) -> Bool {
        guard UserCall.isUnderWay(.naming, of: UserCall.owner(owner)) else { return false }
        DroppedRecords.reentrant.count()
        return true
    }

    /// Runs `body` as such a call.
    package static func run<Result>(for owner: AnyObject, _ body: () -> Result) -> Result {
        UserCall.run(.naming, of: UserCall.owner(owner), body)
    }
}
