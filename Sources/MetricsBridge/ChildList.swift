/// A family's children in pieces, so that a collection takes them all with few references counted under a lock, and
/// whoever adds or removes one meanwhile copies a piece and not the list.
struct ChildList {
    private static var piece: Int { 256 }

    private(set) var pieces: [[BridgedChild]] = []
    private(set) var count = 0

    mutating func append(_ child: BridgedChild) {
        if count == pieces.count * Self.piece {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(Self.piece)
        }
        child.position = count
        pieces[pieces.count - 1].append(child)
        count += 1
    }

    /// The last child takes the place of `child`, which is in the list.
    mutating func remove(_ child: BridgedChild) {
        guard let last = pieces[pieces.count - 1].popLast() else { return }
        count -= 1
        if pieces[pieces.count - 1].isEmpty { pieces.removeLast() }
        guard last !== child else { return }
        last.position = child.position
        pieces[child.position / Self.piece][child.position % Self.piece] = last
    }

    var all: [BridgedChild] { Array(pieces.joined()) }
}
