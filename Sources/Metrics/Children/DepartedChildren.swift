/// Children that left a family while a layout might have them: kept until no such layout is left.
///
/// Layouts hold no reference to each child, which would cost two atomic operations per child and layout, and would look
/// as if somebody held a handle. Instead a layout holds what has left since it was made: a link of a chain, which holds
/// the next one, and so on to the one that the family fills now. So a child is freed when it has left the table, every
/// layout that has it is gone, and nobody holds a handle.
final class DepartedChildren: Sendable {
    private struct State {
        /// In lists as they came: taking one over costs the same however long it is.
        var children: [[Unmanaged<Instrument>]] = []
        var next: DepartedChildren?
    }

    private let state = Lock(State())

    deinit {
        var next = state.withLock { state in
            for children in state.children { for child in children { child.release() } }
            return state.next.take()
        }
        // One after the other: nested, a long chain would need as much stack.
        while let following = Self.unlinked(&next) { next = following }
    }

    /// What follows `link` when nobody else holds that; nil at the end.
    private static func unlinked(_ link: inout DepartedChildren?) -> DepartedChildren? {
        guard isKnownUniquelyReferenced(&link) else { return nil }
        return link?.state.withLock { $0.next.take() }
    }

    /// Takes over a reference to each of `children`.
    func keep(_ children: [Unmanaged<Instrument>]) { state.withLock { $0.children.append(children) } }

    /// The link after this one, which the family fills from now on.
    func makeNext() -> DepartedChildren {
        let next = DepartedChildren()
        state.withLock { $0.next = next }
        return next
    }
}
