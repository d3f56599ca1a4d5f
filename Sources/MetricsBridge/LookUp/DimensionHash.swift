import NinesMetrics

/// The hash of a label and its dimensions that does not depend on the dimensions' order: a sum of one hash per pair.
struct DimensionHash: Sendable {
    private let secrets = KeyHash.secrets

    @inline(__always)
    func hash(_ label: ValueBytes, _ dimensions: Dimensions) -> UInt64 {
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
