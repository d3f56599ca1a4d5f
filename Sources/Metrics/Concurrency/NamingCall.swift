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
