/// Positions in the order of what is there, with one copy of the standard library's sort for everything that is sorted.
/// The compiler would make a copy for each type: some 2,000 lines of its intermediate code, of the 170,000 of this
/// module, which every service compiles.
enum SortedPositions {
    /// The positions from 0 to below `count`; those that are equal stay in their order.
    @inline(never)
    static func of(_ count: Int, by precedes: (_ first: Int, _ second: Int) -> Bool) -> [Int] {
        (0..<count).sorted(by: precedes)
    }
}
