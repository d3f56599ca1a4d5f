import NinesMetrics

/// Counts conflicts and tells whoever the policy says.
struct ConflictTelling: Sendable {
    private let counts: DynamicFamily<Counter>?
    private let overflowed: DynamicFamily<Counter>?
    private let onConflict: @Sendable (BridgeConflict) -> Void

    init(_ registry: Registry, _ onConflict: @escaping @Sendable (BridgeConflict) -> Void) {
        self.onConflict = onConflict
        // Two bridges to one registry count together. Nil where something else has the name.
        counts = try? registry.counter(
            "nines_metrics_bridge_conflicts_total",
            help: "Uses of swift-metrics that could not be exposed as they are, by reason.", labelNames: ["reason"])
        for reason in BridgeConflict.Reason.all { _ = try? counts?.labels(["reason": "\(reason)"]) }
        overflowed = try? registry.counter(
            "nines_metrics_bridge_overflowed_total",
            help: "Look-ups through swift-metrics beyond a limit of the bridge, by the limit's reason of conflict.",
            labelNames: ["reason"])
        for reason in [BridgeConflict.Reason.limit, .families] {
            _ = try? overflowed?.labels(["reason": "\(reason)"])
        }
    }

    /// Counts a look-up that is beyond a limit.
    func count(beyond limit: BridgeConflict.Reason) {
        (try? overflowed?.labels(["reason": "\(limit)"]))?.increment()
    }

    /// Not to be called under a lock: it runs code of the policy.
    func tell(_ conflict: BridgeConflict) {
        (try? counts?.labels(["reason": "\(conflict.reason)"]))?.increment()
        onConflict(conflict)
    }
}

/// A dimension whose value is not exposed, as a later one has the same label name.
struct LostDimension {
    let name: String
    let other: String
    let label: String
}

extension BridgeConflict {
    static func otherType(_ label: String, _ name: String, exposedAs: String?) -> BridgeConflict {
        let outcome = exposedAs.map { "exposed as \($0)" } ?? "not exposed"
        return BridgeConflict(
            reason: .type, description: "\(label): the name \(name) belongs to another metric; it is \(outcome)")
    }

    static func sameName(_ label: String, _ kind: BridgedKind, _ family: BridgedFamily) -> BridgeConflict {
        let name = family.name
        // One label in two ways: a timer and a recorder, whose buckets would be others.
        let other = family.kind == kind ? family.label : "the \(family.kind) \(family.label)"
        return BridgeConflict(
            reason: .name, description: "\(label): its name \(name) is also that of \(other); both count there")
    }

    static func sameDimension(_ lost: LostDimension, _ label: String) -> BridgeConflict {
        BridgeConflict(
            reason: .dimensions,
            description:
                "\(label): its dimensions \(lost.name) and \(lost.other) are one label, \(lost.label); the last "
                + "value counts, the other is lost")
    }

    static func tooMany(_ family: BridgedFamily, _ limit: Int) -> BridgeConflict {
        BridgeConflict(
            reason: .limit,
            description: "\(family.name): it has its \(limit) children; others count as \"other\"")
    }

    static func tooManyFamilies(_ label: String, _ limit: Int) -> BridgeConflict {
        BridgeConflict(
            reason: .families,
            description: "\(label): there are \(limit) families already; it is not exposed, nor are others to come")
    }
}
