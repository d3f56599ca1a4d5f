/// The hash of a label and its dimensions that does not depend on the dimensions' order: a sum of one hash per pair.
///
/// Multiply and fold under two secret words, so that nobody who chooses values can choose ones that collide.
struct DimensionHash: Sendable {
    private let secrets = (UInt64.random(in: 1...UInt64.max), UInt64.random(in: 1...UInt64.max))

    @inline(__always)
    func hash(_ label: String, _ dimensions: [(String, String)]) -> UInt64 {
        var sum = hash(label, from: secrets.0)
        for (name, value) in dimensions { sum &+= hash(value, from: hash(name, from: secrets.1)) }
        return fold(sum, secrets.0)
    }

    @inline(__always)
    private func hash(_ text: String, from state: UInt64) -> UInt64 {
        text.utf8.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0), from: state) }
            ?? Array(text.utf8).withUnsafeBytes { hash($0, from: state) }
    }

    @inline(__always)
    private func hash(_ bytes: UnsafeRawBufferPointer, from state: UInt64) -> UInt64 {
        var state = state ^ UInt64(truncatingIfNeeded: bytes.count)
        guard let base = bytes.baseAddress else { return fold(state, secrets.1) }
        var offset = 0
        while offset &+ 8 <= bytes.count {
            state = fold(state ^ base.loadUnaligned(fromByteOffset: offset, as: UInt64.self), secrets.1)
            offset &+= 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest &<< 8 | UInt64(base.load(fromByteOffset: offset, as: UInt8.self))
            offset &+= 1
        }
        return fold(state ^ rest, secrets.1)
    }

    @inline(__always)
    private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
