/// Positions in the order of what is there, with one copy of the standard library's sort for everything that is sorted:
/// the compiler makes a copy for each type, of some two thousand instructions, in every service that is built.
enum SortedPositions {
    /// The positions from 0 to below `count`; those that are equal stay in their order.
    @inline(never)
    static func of(_ count: Int, by precedes: (_ first: Int, _ second: Int) -> Bool) -> [Int] {
        (0..<count).sorted(by: precedes)
    }
}
