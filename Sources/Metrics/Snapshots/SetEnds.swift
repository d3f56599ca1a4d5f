/// Where each label set of a column ends in its text: in four bytes each, and in eight once the text is 4 GiB long.
package struct SetEnds: Sendable {
    private var short: [UInt32] = []
    private var long: [Int] = []

    package init(capacity: Int = 0) {
        short.reserveCapacity(capacity)
    }

    package init(_ ends: [Int]) {
        self.init(capacity: ends.count)
        for end in ends { append(end) }
    }

    package var count: Int { long.isEmpty ? short.count : long.count }

    package subscript(index: Int) -> Int { long.isEmpty ? Int(short[index]) : long[index] }

    /// - Parameter end: not before the last one.
    package mutating func append(_ end: Int) {
        if long.isEmpty, let end = UInt32(exactly: end) {
            short.append(end)
        } else {
            if long.isEmpty { (long, short) = (short.map(Int.init), []) }
            long.append(end)
        }
    }
}
