/// The families of a source under longer names and with more labels. Made by
/// ``MetricSource/view(prefix:labels:nameScheme:)``.
///
/// Values are those of the source at the same instant. A label text is rendered again only when the source's own was:
/// the view keeps the texts of the last collection, so it costs as much memory as the source's labels do, and a
/// collection of unchanged children costs a look-up per family more than the source's, however many children there are.
public final class MetricView<Source: MetricSource>: MetricSource {
    /// What the view shows.
    public let source: Source
    private let relabeling: Relabeling
    /// By the source's family name as UTF-8.
    private let rendered = Lock<[[UInt8]: RelabeledFamily]>([:])

    init(_ source: Source, _ relabeling: Relabeling) {
        self.source = source
        self.relabeling = relabeling
    }

    /// The source's families that `names` admits under their longer names, and no others: what is not admitted is not
    /// collected from the source either.
    public func collect(_ names: NameFilter) -> Snapshot {
        let names = names.removing(prefix: relabeling.prefix)
        guard !names.admitsNothing else { return Snapshot(families: []) }
        let families = source.collect(names).families
        var known = rendered.withLock { $0 }
        let relabeled = families.compactMap { family -> FamilySnapshot? in
            let name = Array(family.descriptor.name.utf8)
            if known[name]?.isOf(family) != true { known[name] = relabeling.apply(to: family) }
            return known[name]?.snapshot(of: family)
        }
        // What was asked for and is no more is forgotten, so there are never more entries than families.
        let present = Set(families.map { Array($0.descriptor.name.utf8) })
        let kept = known.filter { present.contains($0.key) || !names.admits($0.value.source.descriptor) }
        rendered.withLock { $0 = kept }
        return Snapshot(families: relabeled)
    }
}

extension MetricSource {
    /// This source with `prefix` before the name of every family, and `labels` on every child: for a library's or a
    /// tenant's metrics among others.
    ///
    /// ```swift
    /// let shop = try registry.view(prefix: "shop_", labels: ["zone": "a"])
    /// ```
    ///
    /// The labels stand before the children's own, in order of their names. A family that has a label of that name
    /// itself keeps its own, on all of its children. An empty value is no label.
    ///
    /// - Parameter nameScheme: Which characters the prefix and the labels' names may have.
    /// - Throws: ``RegistrationError`` when the prefix or a label's name is not legal or reserved (`le`, `quantile`,
    ///   and names that start with `__`).
    public func view(
        prefix: String = "", labels: [String: String] = [:], nameScheme: NameScheme = .legacy
    ) throws(RegistrationError) -> MetricView<Self> {
        MetricView(self, try Relabeling(prefix: prefix, labels: labels, nameScheme: nameScheme))
    }
}
