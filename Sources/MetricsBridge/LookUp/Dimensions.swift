import NinesMetrics

/// The dimensions of a call where the caller has them: read without counting a reference to any string.
///
/// Valid as long as the array that it was made from.
struct Dimensions {
    /// Name, value, name, value: a tuple's memory is bound to the type that all its elements have.
    private let strings: UnsafePointer<String>?
    let count: Int
    private let knowsSmallStrings: Bool

    /// Runs `body` with `label` and `dimensions` as bytes.
    @inline(__always)
    static func read<Result>(
        _ label: String, _ dimensions: [(String, String)], knowsSmallStrings: Bool,
        _ body: (_ValueBytes, Dimensions) -> Result
    ) -> Result {
        defer { withExtendedLifetime((label, dimensions)) {} }
        return dimensions.withUnsafeBufferPointer { pairs in
            let strings = UnsafeRawPointer(pairs.baseAddress)?.assumingMemoryBound(to: String.self)
            return body(
                bytes(of: label, knowsSmallStrings),
                Dimensions(strings: strings, count: pairs.count, knowsSmallStrings: knowsSmallStrings))
        }
    }

    @inline(__always)
    subscript(index: Int) -> (name: _ValueBytes, value: _ValueBytes) {
        // Only the `count` indices are asked for; with one there are strings.
        let pair = strings.unsafelyUnwrapped + 2 &* index
        return (Self.bytes(of: pair[0], knowsSmallStrings), Self.bytes(of: pair[1], knowsSmallStrings))
    }
}

extension Dimensions {
    /// The caller keeps the string. One whose UTF-8 is not in memory, which only Apple's systems have, gets a count
    /// that no entry has: it is found nowhere.
    @inline(__always)
    private static func bytes(of string: String, _ knowsSmallStrings: Bool) -> _ValueBytes {
        SmallString(string, known: knowsSmallStrings)?.bytes ?? bytes(ofLarge: string)
    }

    @inline(__always)
    private static func bytes(ofLarge string: String) -> _ValueBytes {
        string.utf8.withContiguousStorageIfAvailable { utf8 in
            if utf8.count >= 16, let base = utf8.baseAddress {
                return _ValueBytes(address: UnsafeRawPointer(base), count: utf8.count)
            }
            return _ValueBytes(copying: UnsafeRawBufferPointer(utf8))
        } ?? .unreadable
    }
}

/// The hash of a label and its dimensions that does not depend on the dimensions' order: a sum of one hash per pair.
struct DimensionHash: Sendable {
    private let secrets = KeyHash.secrets

    @inline(__always)
    func hash(_ label: _ValueBytes, _ dimensions: Dimensions) -> UInt64 {
        // With the secrets' places changed, so that a label and a pair of the same bytes do not cancel or double.
        var hash = KeyHash(secrets: (secrets.1, secrets.0))
        label.hash(into: &hash)
        var sum = hash.state
        for index in 0..<dimensions.count {
            let (name, value) = dimensions[index]
            var hash = KeyHash(secrets: secrets)
            name.hash(into: &hash)
            value.hash(into: &hash)
            sum &+= hash.state
        }
        // A sum of few terms leaves low bits to the terms' low bits: folded once more for the table's index.
        hash.state = sum
        hash.combine(0, 0)
        return hash.state
    }
}
