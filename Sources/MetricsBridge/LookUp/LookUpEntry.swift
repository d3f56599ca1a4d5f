#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A label and dimensions as some call gave them, and the child that they mean.
final class LookUpEntry: Sendable {
    let hash: UInt64
    let child: BridgedChild
    private let label: String
    private let dimensions: [(String, String)]
    /// With a name given twice, the order decides which value holds.
    private let needsOrder: Bool

    init(hash: UInt64, label: String, dimensions: [(String, String)], child: BridgedChild) {
        self.hash = hash
        self.label = label
        self.dimensions = dimensions
        self.child = child
        let names = dimensions.map { Array($0.0.utf8) }
        needsOrder = Set(names).count < names.count
    }

    /// Whether the label is the same, and the dimensions are in any order, by their bytes.
    func matches(_ label: String, _ dimensions: [(String, String)]) -> Bool {
        guard dimensions.count == self.dimensions.count, Self.same(label, self.label) else { return false }
        var isReordered = false
        for index in dimensions.indices {
            if Self.same(dimensions[index], self.dimensions[index]) { continue }
            // Names are different from each other, so each pair that is somewhere here is there once.
            guard !needsOrder, self.dimensions.contains(where: { Self.same($0, dimensions[index]) }) else {
                return false
            }
            isReordered = true
        }
        return !isReordered || Self.namesDiffer(dimensions)
    }

    /// A list that repeats a pair could find each of its pairs here and still lack one.
    private static func namesDiffer(_ dimensions: [(String, String)]) -> Bool {
        for index in dimensions.indices.dropFirst() {
            for earlier in 0..<index where same(dimensions[earlier].0, dimensions[index].0) { return false }
        }
        return true
    }

    @inline(__always)
    private static func same(_ left: (String, String), _ right: (String, String)) -> Bool {
        same(left.0, right.0) && same(left.1, right.1)
    }

    @inline(__always)
    private static func same(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        let same = left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in
                guard let own = left.baseAddress, let other = right.baseAddress else { return left.isEmpty }
                return memcmp(own, other, left.count) == 0
            }
        }
        return (same ?? nil) ?? left.utf8.elementsEqual(right.utf8)
    }
}
