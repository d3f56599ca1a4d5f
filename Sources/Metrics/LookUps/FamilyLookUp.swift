public import CNinesThreadCells

/// The way from label values to a child: no lock, no allocation, no reference counted, no copy of a value.
///
/// Written for one to three values, as the compiler does not specialize code over packs of them: a loop over a pack
/// copies each value, which for strings costs four atomic operations.
public struct _FamilyLookUp: Sendable {
    @usableFromInline
    let children: ChildSet
    /// The set's own, here to save a load on the way to a child.
    @usableFromInline
    let table: LookUpHeader

    init(_ children: ChildSet) {
        self.children = children
        table = children.table
    }

    /// Runs `body` with the child with these label values, made if it does not exist.
    ///
    /// `body` must only record: it runs under the thread's mark. `count` is a constant of the caller, and the values
    /// from there on are of no meaning.
    @inlinable @inline(__always)
    func record(
        _ first: some LabelValue, _ second: some LabelValue, _ third: some LabelValue, count: Int,
        _ body: (Unmanaged<Instrument>) -> Void
    ) {
        var space = _ValueSpace(knowsSmallStrings: table.knowsSmallStrings)
        if !record(first, second, third, count: count, &space, body) {
            recordSlowly(first, second, third, count: count, body)
        }
    }

    /// For values that have to be written, with memory to do so, and for a thread's first look-up. Not inlined, as what
    /// the compiler retains around these calls would be in the caller.
    @inlinable @inline(never)
    func recordSlowly(
        _ first: some LabelValue, _ second: some LabelValue, _ third: some LabelValue, count: Int,
        _ body: (Unmanaged<Instrument>) -> Void
    ) {
        let isDone = withUnsafeTemporaryAllocation(byteCount: _ValueSpace.size, alignment: 8) { memory in
            var space = _ValueSpace(memory, knowsSmallStrings: table.knowsSmallStrings)
            return record(first, second, third, count: count, &space, body)
        }
        guard !isDone else { return }
        let run = { (child: Instrument) in body(Unmanaged.passUnretained(child)) }
        switch count {
        case 1: withChild(first, run: run)
        case 2: withChild(first, second, run: run)
        default: withChild(first, second, third, run: run)
        }
    }

    /// False when `space` is too small, or in a thread's first look-up.
    @inlinable @inline(__always)
    func record(
        _ first: some LabelValue, _ second: some LabelValue, _ third: some LabelValue, count: Int,
        _ space: inout _ValueSpace, _ body: (Unmanaged<Instrument>) -> Void
    ) -> Bool {
        space.cases = table.cases(0)
        let firstBytes = first._bytes(in: &space)
        space.cases = table.cases(1)
        let secondBytes = second._bytes(in: &space)
        space.cases = table.cases(2)
        let thirdBytes = third._bytes(in: &space)
        guard !space.isExceeded, let mark = nines_thread_mark() else { return false }
        nines_mark_enter(mark)
        let child =
            find(firstBytes, secondBytes, thirdBytes, count: count)
            ?? standIn(firstBytes, secondBytes, thirdBytes, count: count)
        if let child { body(Unmanaged.fromOpaque(child)) }
        nines_mark_leave(mark)
        if child == nil { make(firstBytes, secondBytes, thirdBytes, count: count, body) }
        // The bytes may be the values' own, and the table is the set's.
        withExtendedLifetime(first) {}
        withExtendedLifetime(second) {}
        withExtendedLifetime(third) {}
        withExtendedLifetime(children) {}
        return true
    }

    /// The child with these label values. To be called under a reader's mark.
    @inlinable @inline(__always)
    func find(
        _ first: _ValueBytes, _ second: _ValueBytes, _ third: _ValueBytes, count: Int
    ) -> UnsafeRawPointer? {
        var hash = KeyHash(secrets: table.secrets)
        first.hash(into: &hash)
        if count > 1 { second.hash(into: &hash) }
        if count > 2 { third.hash(into: &hash) }
        return table.load().find(hash: hash.state) { key in
            key.has(first, second, third, count: count)
        }
    }

    /// The child that stands for all others of a full family, counted; nil when the child may be made. To be called
    /// under a reader's mark, when there was none with these values.
    @usableFromInline @inline(never)
    func standIn(
        _ first: _ValueBytes, _ second: _ValueBytes, _ third: _ValueBytes, count: Int
    ) -> UnsafeRawPointer? {
        guard let overflow = table.overflow, let other = overflow.child else { return nil }
        // Once more: it may have been the last child that there was room for, made since the first look.
        if let child = find(first, second, third, count: count) { return child }
        overflow.count()
        return other
    }

    @usableFromInline @inline(never)
    func make(
        _ first: _ValueBytes, _ second: _ValueBytes, _ third: _ValueBytes, count: Int,
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
