/// Checks `depends_on` once all targets are known: names are those of targets, and nothing depends on itself, not even
/// through others.
struct DependencyReader {
    /// Of targets that depend on each other in a row. Networks are a few deep; it bounds what one target's state costs.
    static let depth = 16

    let targets: TargetReader.Targets
    let warnings: ProblemLog

    /// One entry of `depends_on`.
    private struct Edge {
        let parent: String
        let field: Field
    }

    func check(_ sections: [Section<TargetKeys>]) {
        var edges: [String: [Edge]] = [:]
        for section in sections {
            guard let name = section[TargetKeys.name], edges[name] == nil, let parents = section[TargetKeys.dependsOn],
                let field = section.field(TargetKeys.dependsOn), !section.isBroken(TargetKeys.dependsOn)
            else { continue }
            edges[name] = zip(parents, field.items()).map { Edge(parent: $0, field: $1) }
        }
        let order = sections.compactMap { $0[TargetKeys.name] }
        checkNames(edges, order)
        checkCircles(edges, order)
    }

    private func checkNames(_ edges: [String: [Edge]], _ order: [String]) {
        guard targets.isComplete else { return }
        let known = Set(order).union(targets.byName.keys)
        for name in order {
            for edge in edges[name] ?? [] where !known.contains(edge.parent) {
                let hint =
                    Nearest.hint(for: edge.parent, among: order)
                    ?? "known: " + order.prefix(10).joined(separator: ", ")
                if targets.isOpen {
                    edge.field.warn(
                        warnings,
                        "\(Quoted.value(edge.parent)) is not a target now (\(hint), or discovery may find it)")
                } else {
                    edge.field.report("\(Quoted.value(edge.parent)) is not a target of this file (\(hint))")
                }
            }
        }
    }

    /// Each circle once, at its first entry in the order of the file.
    private func checkCircles(_ edges: [String: [Edge]], _ order: [String]) {
        /// How deep below a target those are that it depends on, for targets that are done with.
        var depths: [String: Int] = [:]
        var isReported = false
        for start in order where depths[start] == nil {
            // By hand: a file may have thousands of targets in a row.
            var path: [(name: String, next: Int, depth: Int)] = [(start, 0, 0)]
            var places = [start: 0]
            while let (name, next, depth) = path.last {
                guard let edge = edges[name]?.dropFirst(next).first else {
                    path.removeLast()
                    places[name] = nil
                    depths[name] = depth
                    if let last = path.indices.last { path[last].depth = max(path[last].depth, depth + 1) }
                    if depth == Self.depth + 1, !isReported {
                        isReported = true
                        edges[name]?.first?.field.report(
                            "more than \(Self.depth) targets that depend on each other in a row")
                    }
                    continue
                }
                path[path.count - 1].next += 1
                if let place = places[edge.parent] {
                    report(path[place...].map { (edges[$0.name] ?? [])[$0.next - 1] })
                } else if let known = depths[edge.parent] {
                    path[path.count - 1].depth = max(depth, known + 1)
                } else {
                    places[edge.parent] = path.count
                    path.append((edge.parent, 0, 0))
                }
            }
        }
    }

    /// - Parameter circle: each entry is of the target that the one before it names, the first of the one the last
    ///   names.
    private func report(_ circle: [Edge]) {
        guard let first = circle.first, let last = circle.last else { return }
        guard circle.count > 1 else { return first.field.report("\(Quoted.value(first.parent)) is this target itself") }
        let names = circle.map { "\($0.parent) (\($0.field.line(from: first.field)))" }
        first.field.report(
            "\(last.parent) depends on itself through \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
        )
    }
}
