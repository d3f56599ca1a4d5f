/// Who has which names in a registry. Value semantics, so that a change that does not work out is dropped.
struct NameClaims {
    private struct Claim {
        let descriptor: FamilyDescriptor
        /// Nil for a family that keeps its name.
        let yielding: (any YieldingCollector)?
    }

    /// By claimed name, as UTF-8 bytes: as strings, names would be equal that Prometheus tells apart.
    private var claims: [[UInt8]: Claim] = [:]
    /// Families that give way and are exposed, by identity: which of their descriptors they have.
    private(set) var yielding: [ObjectIdentifier: (collector: any YieldingCollector, place: Int)] = [:]

    /// Claims the names of `descriptors`, all or none. Those that have given way, to be told so.
    mutating func add(
        _ descriptors: [FamilyDescriptor]
    ) throws(RegistrationError) -> [(collector: any YieldingCollector, place: Int?)] {
        var new: [[UInt8]: Claim] = [:]
        var displaced: [any YieldingCollector] = []
        for descriptor in descriptors {
            for name in descriptor.claimedNames {
                let bytes = Array(name.utf8)
                if let other = new[bytes] ?? claims[bytes] {
                    guard let yielding = other.yielding else {
                        // With the same metadata, what has the name is of another kind, else it would be shared.
                        let because = descriptor.isSame(as: other.descriptor) ? "something else exposes it" : nil
                        throw .conflict(descriptor, with: other.descriptor, over: name, because: because)
                    }
                    if !displaced.contains(where: { $0 === yielding }) { displaced.append(yielding) }
                }
                new[bytes] = Claim(descriptor: descriptor, yielding: nil)
            }
        }
        // All before any: of two that give way, one may have the name that the other goes on with.
        let next = displaced.map { remove($0) }
        claims.merge(new) { $1 }
        return zip(displaced, next).map { ($0, add($0, from: $1)) }
    }

    /// Claims the first of the descriptors, from `start` on, whose names are all free; nil when none is.
    mutating func add(_ collector: any YieldingCollector, from start: Int = 0) -> Int? {
        let place = collector.descriptors.indices.dropFirst(start).first { place in
            !collector.descriptors[place].claimedNames.contains { claims[Array($0.utf8)] != nil }
        }
        guard let place else { return nil }
        let descriptor = collector.descriptors[place]
        for name in descriptor.claimedNames {
            claims[Array(name.utf8)] = Claim(descriptor: descriptor, yielding: collector)
        }
        yielding[ObjectIdentifier(collector)] = (collector, place)
        return place
    }

    /// Gives back the names of `descriptors`, which were added together.
    mutating func remove(_ descriptors: [FamilyDescriptor]) {
        for name in descriptors.flatMap(\.claimedNames) { claims[Array(name.utf8)] = nil }
    }

    /// Gives back its names; the place that it may have next.
    private mutating func remove(_ collector: any YieldingCollector) -> Int {
        guard let place = yielding.removeValue(forKey: ObjectIdentifier(collector))?.place else { return 0 }
        for name in collector.descriptors[place].claimedNames { claims[Array(name.utf8)] = nil }
        return place + 1
    }
}
