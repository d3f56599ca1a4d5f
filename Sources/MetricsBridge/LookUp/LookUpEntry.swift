import CNinesThreadCells
import NinesMetrics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A label and dimensions as some call gave them, and the child that they mean.
///
/// `@unchecked Sendable`: `texts` and the bytes behind them are written in `init` and belong to the entry.
final class LookUpEntry: @unchecked Sendable {
    let hash: UInt64
    let child: BridgedChild
    /// Those of the child, so that a look-up does not count a reference to it.
    private let handlers: UnsafeMutablePointer<UInt>
    /// The label, then name and value of each dimension; behind them the bytes of those that are long.
    private let texts: UnsafeMutablePointer<StoredText>
    private let count: Int
    /// With a name given twice, the order decides which value holds.
    private let needsOrder: Bool

    /// Nil when memory is out, and for text that is not in memory: such texts could not be told apart.
    init?(hash: UInt64, label: _ValueBytes, dimensions: Dimensions, child: BridgedChild) {
        var all = [label]
        for index in 0..<dimensions.count { all += [dimensions[index].name, dimensions[index].value] }
        guard !all.contains(where: { $0.count < 0 }) else { return nil }
        let head = all.count * MemoryLayout<StoredText>.stride
        let long = all.reduce(0) { $1.address == nil ? $0 : $0 + $1.count }
        guard let memory = malloc(head + long) else { return nil }
        texts = memory.bindMemory(to: StoredText.self, capacity: all.count)
        var next = memory + head
        for (index, text) in all.enumerated() {
            var own = text
            if let address = text.address {
                next.copyMemory(from: address, byteCount: text.count)
                own = _ValueBytes(address: next, count: text.count)
                next += text.count
            }
            (texts + index).initialize(to: StoredText(own))
        }
        (self.hash, self.child, handlers, count) = (hash, child, child.handlers, dimensions.count)
        needsOrder = !Self.namesDiffer(dimensions)
    }

    deinit { free(texts) }

    /// The child's handler for the thread with `mark`, if that has one yet.
    @inline(__always)
    func handler(for mark: UnsafeMutablePointer<UInt64>) -> BridgedHandler? {
        UnsafeRawPointer(bitPattern: nines_word_acquire(handlers + BridgedChild.place(of: mark)))
            .map { Unmanaged<BridgedHandler>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the label is the same, and the dimensions are in any order, by their bytes.
    @inline(__always)
    func matches(_ label: _ValueBytes, _ dimensions: Dimensions) -> Bool {
        guard dimensions.count == count, texts[0].isSame(label) else { return false }
        for index in 0..<count {
            let (name, value) = dimensions[index]
            guard has(name, value, at: index) else { return !needsOrder && matchesReordered(dimensions) }
        }
        return true
    }

    @inline(__always)
    private func has(_ name: _ValueBytes, _ value: _ValueBytes, at index: Int) -> Bool {
        texts[2 &* index &+ 1].isSame(name) && texts[2 &* index &+ 2].isSame(value)
    }

    /// Names are different from each other here, so each pair that is somewhere here is there once. A list that repeats
    /// a pair could find each of its pairs here and still lack one.
    @inline(never)
    private func matchesReordered(_ dimensions: Dimensions) -> Bool {
        for index in 0..<count {
            let (name, value) = dimensions[index]
            var place = 0
            while place < count, !has(name, value, at: place) { place &+= 1 }
            if place == count { return false }
        }
        return Self.namesDiffer(dimensions)
    }

    private static func namesDiffer(_ dimensions: Dimensions) -> Bool {
        var index = 1
        while index < dimensions.count {
            let name = StoredText(dimensions[index].name)
            for earlier in 0..<index where name.isSame(dimensions[earlier].name) { return false }
            index += 1
        }
        return true
    }
}

/// A label, or a name or value of a dimension, as an entry keeps it: up to 15 bytes in two words with their count, more
/// by address and count.
struct StoredText {
    private static let isLong: UInt64 = 1 << 63

    private let low: UInt64
    private let high: UInt64

    /// A short text, or a long one that stays at its address.
    init(_ text: _ValueBytes) {
        if let address = text.address {
            low = UInt64(UInt(bitPattern: address))
            high = UInt64(truncatingIfNeeded: text.count) | Self.isLong
        } else {
            (low, high) = (text.low, text.high)
        }
    }

    @inline(__always)
    func isSame(_ text: _ValueBytes) -> Bool {
        guard let address = text.address else { return (low, high) == (text.low, text.high) }
        guard high == UInt64(truncatingIfNeeded: text.count) | Self.isLong,
            let own = UnsafeRawPointer(bitPattern: UInt(low))
        else { return false }
        return memcmp(own, address, text.count) == 0
    }
}
