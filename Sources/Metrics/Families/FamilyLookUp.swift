public import CNinesThreadCells

/// The way from label values to a child: no lock, no allocation, no reference counted, no copy of a value.
///
/// Written for one to three values, as the compiler does not specialize code over packs of them: a loop over a pack copies
/// each value, which for strings costs four atomic operations.
public struct FamilyLookUp: Sendable {
    @usableFromInline
    let children: ChildSet
    /// The set's own, here to save a load on the way to a child.
    @usableFromInline
    let table: TableWord

    init(_ children: ChildSet) {
        self.children = children
        table = children.table
    }

    /// Runs `body` with the child with these label values, made if it does not exist; false when it has to be found in
    /// another way: in a thread's first look-up, or because of too much text that is not in memory.
    ///
    /// `body` must only record: it runs under the thread's mark. `count` is a constant of the caller, and the values from
    /// there on are of no meaning.
    @inlinable @inline(__always)
    func record(
        _ first: some LabelValue, _ second: some LabelValue, _ third: some LabelValue, count: Int,
        _ body: (Unmanaged<Instrument>) -> Void
    ) -> Bool {
        guard let mark = nines_thread_mark() else { return false }
        return withUnsafeTemporaryAllocation(byteCount: ValueSpace.size, alignment: 8) { memory in
            var space = ValueSpace(memory, knowsSmallStrings: table.knowsSmallStrings)
            var hash = KeyHash(secrets: table.secrets)
            let firstBytes = first.bytes(in: &space)
            let secondBytes = second.bytes(in: &space)
            let thirdBytes = third.bytes(in: &space)
            guard !space.isExceeded else { return false }
            firstBytes.hash(into: &hash)
            var length = firstBytes.count &+ 1
            if count > 1 {
                secondBytes.hash(into: &hash)
                length &+= secondBytes.count &+ 1
            }
            if count > 2 {
                thirdBytes.hash(into: &hash)
                length &+= thirdBytes.count &+ 1
            }
            nines_mark_enter(mark)
            let child = table.load().find(hash: hash.state) { key in
                var place = 0
                guard key.count == length, firstBytes.isAt(&place, of: key) else { return false }
                guard count < 2 || secondBytes.isAt(&place, of: key) else { return false }
                return count < 3 || thirdBytes.isAt(&place, of: key)
            }
            if let child { body(Unmanaged.fromOpaque(child)) }
            nines_mark_leave(mark)
            if child == nil { make(firstBytes, secondBytes, thirdBytes, count: count, body) }
            // The bytes may be the values' own, and the table is the set's.
            withExtendedLifetime((first, second, third, children)) {}
            return true
        }
    }

    @usableFromInline @inline(never)
    func make(
        _ first: ValueBytes, _ second: ValueBytes, _ third: ValueBytes, count: Int,
        _ body: (Unmanaged<Instrument>) -> Void
    ) {
        var length = first.count + 1
        if count > 1 { length += second.count + 1 }
        if count > 2 { length += third.count + 1 }
        withUnsafeTemporaryAllocation(byteCount: length, alignment: 8) { buffer in
            var key = LabelKeyWriter(buffer)
            key.append(first)
            if count > 1 { key.append(second) }
            if count > 2 { key.append(third) }
            children.withChild(UnsafeRawBufferPointer(buffer)) { (child: Instrument) in
                body(Unmanaged.passUnretained(child))
            }
        }
    }

    /// Runs `body` with the child with these label values, made if it does not exist, from a key in memory.
    @usableFromInline @inline(never)
    func withChild<Child: Instrument, each Value: LabelValue>(_ values: repeat each Value, run body: (Child) -> Void) {
        LabelKeyWriter.withKey(repeat each values) { children.withChild($0, run: body) }
    }

    /// The child with these label values, made if it does not exist.
    func child<Child: Instrument, each Value: LabelValue>(_ values: repeat each Value) -> Child {
        var child: Instrument?
        LabelKeyWriter.withKey(repeat each values) { child = children.child($0) }
        // `withKey` has called its closure.
        return unsafeDowncast(child.unsafelyUnwrapped, to: Child.self)
    }
}
