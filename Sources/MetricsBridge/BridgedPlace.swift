/// A child, and the entries of the look-up tables that lead to it.
struct BridgedPlace {
    /// The most entries of one child: dimension lists that mean the same labels. Calls with further ones find the child
    /// more slowly.
    static let entryLimit = 16

    let child: BridgedChild
    var entries: [(kind: BridgedKind, entry: LookUpEntry)] = []
}
