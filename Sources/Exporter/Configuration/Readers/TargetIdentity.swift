/// What tells the samples of two targets apart.
struct TargetIdentity: Hashable {
    /// Bytes: Prometheus compares bytes, Swift's `==` on strings does not.
    private let parts: [[UInt8]]

    init(_ target: Target) {
        let labels = target.labels.flatMap { [Array($0.name.utf8), Array($0.value.utf8)] }
        parts = [Array(target.job.utf8), Array(target.instance.utf8)] + labels
    }
}
