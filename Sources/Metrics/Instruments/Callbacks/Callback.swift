/// A family of which each collection asks its owner for the numbers.
struct Callback: Collector {
    let descriptor: FamilyDescriptor
    let samples: @Sendable () -> [FamilySnapshot.Sample]

    var families: [FamilyDescriptor] { [descriptor] }

    func collect() -> [FamilySnapshot] {
        // Never nil: the label names were checked at registration, and the types that callbacks have take samples.
        (try? FamilySnapshot(descriptor, samples: samples())).map { [$0] } ?? []
    }
}
