public import CNinesThreadCells

/// What look-ups start from, in one cache line: the published address of a family's table, and constants of the process
/// that would otherwise each be behind a check whether they were made.
///
/// `@unchecked Sendable`: the address is only accessed by release stores, under the family's lock, and acquire loads;
/// the rest is written in `init`. The family and each copy of it keep the child set that frees the memory.
@usableFromInline
struct LookUpHeader: @unchecked Sendable {
    @usableFromInline
    struct Line {
        @usableFromInline
        var table: UInt
        /// Where the first labels' tables of cases are.
        @usableFromInline
        let cases: UnsafeMutablePointer<UInt64>
        @usableFromInline
        let secrets: (UInt64, UInt64)
        @usableFromInline
        let knowsSmallStrings: Bool
        /// Nil for a family with any number of children.
        let overflow: OverflowWords?
    }

    @usableFromInline
    let line: UnsafeMutablePointer<Line>

    init(_ table: ChildTable, overflow: OverflowWords?) {
        let cases = UnsafeMutablePointer<UInt64>.allocate(capacity: Self.caseTables)
        cases.initialize(repeating: 0, count: Self.caseTables)
        line = .allocate(capacity: 1)
        line.initialize(
            to: Line(
                table: UInt(bitPattern: table.base), cases: cases, secrets: KeyHash.secrets,
                knowsSmallStrings: SmallString.layoutIsKnown, overflow: overflow))
    }

    func deallocate() {
        for label in 0..<Self.caseTables { cases(label).deallocate() }
        line.pointee.cases.deallocate()
        line.deallocate()
    }

    /// As many as the labels that look-ups find without a key in memory.
    private static var caseTables: Int { 3 }

    /// The raw values that look-ups have met as values of that label, of the first three.
    @inlinable @inline(__always)
    func cases(_ label: Int) -> CaseTable { CaseTable(slot: line.pointee.cases + label) }

    /// The word is the line's first property.
    @inlinable @inline(__always)
    var word: UnsafeMutablePointer<UInt> { UnsafeMutableRawPointer(line).assumingMemoryBound(to: UInt.self) }

    @inlinable @inline(__always)
    var secrets: (UInt64, UInt64) { line.pointee.secrets }

    @inlinable @inline(__always)
    var knowsSmallStrings: Bool { line.pointee.knowsSmallStrings }

    var overflow: OverflowWords? { line.pointee.overflow }

    @inlinable @inline(__always)
    func load() -> ChildTable {
        // The word is never 0: it is set in `init` and only ever to a table.
        ChildTable(base: UnsafeMutableRawPointer(bitPattern: nines_word_acquire(word)).unsafelyUnwrapped)
    }

    func store(_ table: ChildTable) { nines_word_release(word, UInt(bitPattern: table.base)) }
}
