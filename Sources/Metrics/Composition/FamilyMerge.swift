/// Brings families of several sources together by name, and leaves out those that contradict an earlier one.
struct FamilyMerge {
    /// Families of one name, in order of their sources; never empty.
    private(set) var groups: [[FamilySnapshot]] = []
    private(set) var conflicts: [RegistrationError] = []
    /// By claimed name, the group that claims it.
    private var claims: [[UInt8]: Int] = [:]

    mutating func add(_ family: FamilySnapshot) {
        let descriptor = family.descriptor
        if let index = claims[Array(descriptor.name.utf8)], groups[index][0].descriptor.isNamed(like: descriptor) {
            let first = groups[index][0]
            if let conflict = first.conflict(with: family) { return conflicts.append(conflict) }
            if first.descriptor.help != descriptor.help {
                conflicts.append(.conflict(descriptor, with: first.descriptor, over: descriptor.name))
            }
            return groups[index].append(family)
        }
        let claimed = descriptor.claimedNames
        for name in claimed {
            if let other = claims[Array(name.utf8)] {
                return conflicts.append(.conflict(descriptor, with: groups[other][0].descriptor, over: name))
            }
        }
        for name in claimed { claims[Array(name.utf8)] = groups.count }
        groups.append([family])
    }
}

extension FamilyDescriptor {
    fileprivate func isNamed(like other: FamilyDescriptor) -> Bool { name.utf8.elementsEqual(other.name.utf8) }
}

extension FamilySnapshot {
    /// Why the children of `other`, which has the same name, cannot stand among those of this family.
    fileprivate func conflict(with other: FamilySnapshot) -> RegistrationError? {
        guard descriptor.type == other.descriptor.type, descriptor.unit == other.descriptor.unit else {
            return .conflict(other.descriptor, with: descriptor, over: descriptor.name)
        }
        let name = descriptor.name
        switch (values, other.values) {
        case (.counters, .counters), (.gauges, .gauges): return nil
        case (.histograms(let own), .histograms(let others)):
            return .differ("upper bounds", of: name, own.upperBounds, others.upperBounds)
        case (.summaries(let own), .summaries(let others)):
            return .differ("quantiles", of: name, own.quantiles, others.quantiles)
        case (.nativeHistograms(let own), .nativeHistograms(let others)):
            return .differ("upper bounds", of: name, own.classic?.upperBounds ?? [], others.classic?.upperBounds ?? [])
        default:
            return RegistrationError(.type, "\(name): one source has native histograms, another classic ones")
        }
    }
}

extension RegistrationError {
    fileprivate static func differ(
        _ what: String, of family: String, _ own: [Double], _ others: [Double]
    ) -> RegistrationError? {
        guard own != others else { return nil }
        return RegistrationError(.buckets, "\(family): one source has the \(what) \(own), another \(others)")
    }
}
