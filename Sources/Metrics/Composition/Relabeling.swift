/// What a ``MetricView`` does to a family: a prefix for its name, labels for its children.
struct Relabeling: Sendable {
    let prefix: String
    /// Sorted by name, without empty values.
    let labels: [Label]
    let nameScheme: NameScheme

    init(prefix: String, labels: [String: String], nameScheme: NameScheme) throws(RegistrationError) {
        // As a label's name, which is also that of a state set: colons are for recording rules.
        guard prefix.isEmpty || nameScheme == .utf8 || NameRules.isLegal(prefix, colons: false) else {
            throw RegistrationError(
                .name, "a view's prefix \"\(prefix)\": it must match [a-zA-Z_][a-zA-Z0-9_]*")
        }
        guard !prefix.utf8.starts(with: "__".utf8) else {
            throw RegistrationError(
                .name, "a view's prefix \"\(prefix)\": names that start with __ are reserved for Prometheus")
        }
        for name in labels.keys {
            // As a histogram's and a summary's label: a view may show any type of family.
            try NameRules.checkLabel(name, of: "a view's labels", type: .histogram, scheme: nameScheme)
        }
        self.prefix = prefix
        self.labels = labels.filter { !$0.value.isEmpty }.map { Label($0.key, $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.nameScheme = nameScheme
    }

    /// Nil when the longer name breaks a rule, which those that `init` checks do not.
    func apply(to family: FamilySnapshot) -> RelabeledFamily? {
        let old = family.descriptor
        let descriptor = try? FamilyDescriptor(
            prefix + old.name, type: old.type, help: old.help, unit: old.unit,
            nameScheme: nameScheme == .utf8 ? .utf8 : old.nameScheme)
        return descriptor.map {
            RelabeledFamily(source: family, descriptor: $0, labels: column(of: family, named: $0.name))
        }
    }

    private func column(of family: FamilySnapshot, named name: String) -> LabelColumn {
        let source = family.labels
        // A state set's states are the values of a label that has the family's name.
        let renamed = family.descriptor.type == .stateSet && !prefix.isEmpty ? family.descriptor.name : nil
        guard renamed != nil || !labels.isEmpty else { return source }
        var own = LabelText.names(in: source)
        if let renamed { own.remove(Array(renamed.utf8)) }
        // A label of the children's that has the states' new name gives way to it, as labels do to a target's in
        // Prometheus.
        var exported = name
        while renamed != nil, own.contains(Array(exported.utf8)) { exported = "exported_" + exported }
        let constants = labels.filter { label in
            !own.contains(Array(label.name.utf8)) && !label.name.utf8.elementsEqual(exported.utf8)
                && !(family.descriptor.type == .stateSet && label.name.utf8.elementsEqual(name.utf8))
        }
        var common: [UInt8] = []
        var hasNone = true
        for label in constants {
            LabelText.append(name: label.name, value: label.value.utf8, isFirst: &hasNone, to: &common)
        }
        var text: [UInt8] = []
        text.reserveCapacity(source.text.count + source.count * (common.count + 1))
        var ends: [Int] = []
        ends.reserveCapacity(source.count)
        for index in 0..<source.count {
            text += common
            if let renamed {
                var isFirst = hasNone
                for label in source.labels(index) {
                    let isState = label.name.utf8.elementsEqual(renamed.utf8)
                    let isClash = !isState && label.name.utf8.elementsEqual(name.utf8)
                    LabelText.append(
                        name: isState ? name : isClash ? exported : label.name, value: label.value.utf8,
                        isFirst: &isFirst, to: &text)
                }
            } else {
                let labels = source.text[source.range(index)]
                if !hasNone, !labels.isEmpty { text.append(UInt8(ascii: ",")) }
                text += labels
            }
            ends.append(text.count)
        }
        let names = constants.map(\.name) + (renamed == nil ? [] : [name])
        return LabelColumn(
            text: text, ends: ends,
            hasQuotedNames: source.hasQuotedNames || !names.allSatisfy { NameRules.isLegal($0, colons: false) })
    }
}

/// A family's metadata and labels as a view shows them, beside those they were made from.
struct RelabeledFamily: Sendable {
    let source: (descriptor: FamilyDescriptor, labels: LabelColumn)
    let descriptor: FamilyDescriptor
    let labels: LabelColumn

    init(source: FamilySnapshot, descriptor: FamilyDescriptor, labels: LabelColumn) {
        self.source = (source.descriptor, source.labels)
        self.descriptor = descriptor
        self.labels = labels
    }

    /// Whether `family` has the very labels that this was made from. They are held, so no others have their identity.
    func isOf(_ family: FamilySnapshot) -> Bool {
        source.labels === family.labels && source.descriptor == family.descriptor
    }

    func snapshot(of family: FamilySnapshot) -> FamilySnapshot {
        family.renamed(descriptor, labels: labels)
    }
}
