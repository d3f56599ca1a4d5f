import NinesMetrics

extension Snapshot {
    /// This snapshot with metric and label names that every scraper reads.
    ///
    /// Of families that would expose samples of one name, one stays: the one whose name was legal before, else the
    /// first. The others are counted in `nines_metrics_dropped_total{reason="name_collision"}`.
    /// Costs a look at each family's name; where label names are escaped also about four times what encoding these
    /// children does, as their label sets are rendered anew.
    func escaped(by scheme: EscapingScheme) -> Snapshot {
        guard scheme != .allowUTF8, families.contains(where: \.needsEscaping) else { return self }
        var claimed: Set<[UInt8]> = []
        var kept: [FamilySnapshot] = []
        kept.reserveCapacity(families.count)
        for family in families where family.descriptor.keepsName {
            claimed.formUnion(family.descriptor.claimedNames.map { Array($0.utf8) })
            if let escaped = family.needsEscaping ? family.escaped(by: scheme) : family {
                kept.append(escaped)
            } else {
                DroppedFamilies.countNameCollision()
            }
        }
        for family in families where !family.descriptor.keepsName {
            guard let escaped = family.escaped(by: scheme) else {
                DroppedFamilies.countNameCollision()
                continue
            }
            let names = Set(escaped.descriptor.claimedNames.map { Array($0.utf8) })
            guard claimed.isDisjoint(with: names) else {
                DroppedFamilies.countNameCollision()
                continue
            }
            claimed.formUnion(names)
            kept.append(escaped)
        }
        kept.sort { $0.descriptor.name.utf8.lexicographicallyPrecedes($1.descriptor.name.utf8) }
        return Snapshot(families: kept)
    }
}

extension MetricSource {
    /// The families that `names` names as they are registered, or as `scheme` escapes them.
    ///
    /// Before collecting only families with legal names can be left out: others are collected, then compared. A family
    /// whose own name is what a wanted one is escaped to is wanted too, so that the page shows under that name what the
    /// whole page shows.
    func collect(_ names: NameFilter, escapedBy scheme: EscapingScheme) -> Snapshot {
        guard names != .all, scheme != .allowUTF8 else { return collect(names) }
        let names = names.adding { scheme.escaped($0, .metric) }
        return Snapshot(
            families: collect(names.admittingQuotedNames).families.filter { family in
                names.admits(family.descriptor)
                    || family.descriptor.escaped(by: scheme).map { names.admits($0) } ?? false
            })
    }
}

extension FamilySnapshot {
    fileprivate var needsEscaping: Bool { labels.hasQuotedNames || !descriptor.keepsName }

    /// Nil when no legal name can be made of its own, which the schemes do not leave to happen.
    fileprivate func escaped(by scheme: EscapingScheme) -> FamilySnapshot? {
        descriptor.escaped(by: scheme).map { escaped in
            var renaming =
                labels.hasQuotedNames
                ? LabelRenaming(
                    of: labels, by: scheme, states: descriptor.type == .stateSet ? descriptor.name : nil) : nil
            return renamed(escaped, labels: renaming?.apply(to: labels) ?? labels)
        }
    }
}

extension FamilyDescriptor {
    /// Whether no scheme changes the name. A state set's is that of a label too, which has no colon.
    fileprivate var keepsName: Bool {
        type == .stateSet ? NameRules.isLegal(name, colons: false) : hasLegalName
    }

    /// A counter's `_total` and an info's `_info` stay as they are: they tell what the samples are.
    fileprivate func escaped(by scheme: EscapingScheme) -> FamilyDescriptor? {
        let name =
            type == .stateSet
            ? LabelRenaming.escaped(name, by: scheme)
            : scheme.escaped(String(baseName), .metric)
                + String(decoding: name.utf8.dropFirst(baseName.utf8.count), as: UTF8.self)
        // OpenMetrics wants the unit as the name's ending, which an escaped underscore within a unit breaks.
        return (try? FamilyDescriptor(name, type: type, help: help, unit: unit))
            ?? (try? FamilyDescriptor(name, type: type, help: help))
    }
}
