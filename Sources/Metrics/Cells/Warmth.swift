/// How often a thread came for something of its own that it does not have yet, since the last collection.
///
/// The count starts anew with each collection: it is a rate, so what is used now and then never becomes warm, however
/// long the process lives. In 16 bits: the number of the collection in four, the count in twelve. A count that was left
/// alone for just 16 collections, or a multiple, goes on: then a thread gets memory of its own a little early.
struct Warmth {
    /// A thread that comes more often between two collections than this gets memory of its own. Below it, records cost
    /// an atomic addition or two: at 273 a second, with a collection every 15 seconds, some microseconds a second. It
    /// is this many because collections read all the memory that threads own: see `docs/architecture.md`.
    static let most: UInt16 = 4_095

    /// 0 only at first, and again when warm.
    private(set) var bits: UInt16

    /// Counts a visit; true when there were enough.
    mutating func isWarm(inCollection collection: UInt32) -> Bool {
        let tag = UInt16(truncatingIfNeeded: collection) & 15
        let count = bits & 15 == tag ? bits >> 4 : 0
        bits = count < Self.most ? (count + 1) << 4 | tag : 0
        return bits == 0
    }
}
