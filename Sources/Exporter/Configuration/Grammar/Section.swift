/// A mapping whose keys the grammar fixes, read: every value in it, and in the mappings in it, is checked when it is
/// opened, so that one reading finds all mistakes. Unknown keys are reported then too (a misspelt key never passes for
/// an absent one), and what the keys ask of each other.
struct Section<Keys: SectionKeys> {
    /// The mapping itself, to report what concerns it as a whole.
    let field: Field
    fileprivate var fields: [String: Field] = [:]
    fileprivate var values: [String: Any] = [:]
    /// Keys in whose value something was reported.
    fileprivate var broken: Set<String> = []

    /// Nil when `field` is no mapping, which is reported.
    ///
    /// - Parameter isWhole: false for a part that another mapping completes: what must be there is not looked at.
    init?(_ field: Field, _ keys: Keys.Type = Keys.self, isWhole: Bool = true) {
        guard let entries = field.entries() else { return nil }
        self.field = field
        for entry in entries {
            guard let key = Keys.keys.first(where: { $0.name == entry.key }) else {
                if Keys.hasExtensions, entry.key.hasPrefix("x-") { continue }
                field.log.report(
                    line: entry.keyLine, path: entry.value.path, Self.refusal(of: entry.key),
                    unsupported: Keys.unsupported(entry.key))
                continue
            }
            let before = field.log.count
            fields[key.name] = entry.value
            values[key.name] = key.readAny(entry.value)
            if field.log.count > before { broken.insert(key.name) }
        }
        if isWhole { check() }
    }

    /// What must be there, and what the keys ask of each other: of a mapping by itself, or after parts were put
    /// together.
    func check() {
        for key in Keys.keys where key.isRequired && fields[key.name] == nil { field.report("\(key.name) is missing") }
        for condition in Keys.conditions { check(condition) }
    }

    /// The value, or the default. Nil where there is neither, or where the value is broken, which is reported.
    subscript<Value>(key: Key<Value>) -> Value? {
        if let value = values[key.name] { return value as? Value }
        return fields[key.name] == nil ? key.defaultValue : nil
    }

    /// Where the value stands; nil when the file does not set the key.
    func field(_ key: some AnyKey) -> Field? { fields[key.name] }

    func field(named name: String) -> Field? { fields[name] }

    /// Whether something was reported in the value: what follows from it is no further mistake.
    func isBroken(_ key: some AnyKey) -> Bool { broken.contains(key.name) }

    /// This mapping with what only the other has. Mappings in both are merged likewise; anything else is replaced.
    ///
    /// - Parameter base: of the same keys, or of some of them.
    func over<Others: SectionKeys>(_ base: Section<Others>) -> Section {
        var merged = self
        for key in Keys.keys {
            guard let field = base.fields[key.name] else { continue }
            if let own = values[key.name], let other = base.values[key.name] {
                merged.values[key.name] = key.mergeAny(own, over: other)
            } else if fields[key.name] == nil {
                merged.fields[key.name] = field
                merged.values[key.name] = base.values[key.name]
            }
            if base.broken.contains(key.name) { merged.broken.insert(key.name) }
        }
        return merged
    }

    /// As a file would say it, with defaults.
    var written: YAMLNode {
        .mapping(
            Keys.keys.compactMap { key in
                let node = values[key.name].flatMap(key.writeAny) ?? fields[key.name]?.node ?? key.writtenDefault
                return node.map { (key.name, $0) }
            })
    }

    private static func refusal(of key: String) -> String {
        if Keys.blackboxKeys.contains(key) {
            return "this key of blackbox_exporter is not supported yet (remove the key or the module)"
        }
        let known = Keys.keys.map(\.name)
        return "unknown key (\(Nearest.hint(for: key, among: known) ?? "known: " + known.joined(separator: ", ")))"
    }
}

// MARK: - Conditions

extension Section {
    func check(_ condition: KeyCondition) {
        switch condition {
        case .atMostOne(let keys):
            if keys.contains(where: { fields[$0.name] != nil }) { checkCount(1, of: keys) }
        case .exactly(let count, let keys): checkCount(count, of: keys)
        case .with(let key, let value, let needs, let excludes):
            guard let found = fields[key.name], value == nil || found.scalar == value else { return }
            let name = value.map { "\(key.name): \($0)" } ?? key.name
            for need in needs where fields[need.name] == nil {
                field.report("\(need.name) is missing (\(name) on \(found.line(from: field)) needs it)")
            }
            for other in excludes {
                guard let field = fields[other.name] else { continue }
                field.report("cannot stand beside \(name) (on \(found.line(from: field)))")
            }
        case .without(let key, let needs, let excludes):
            guard fields[key.name] == nil else { return }
            for other in excludes { fields[other.name]?.report("stands only beside \(key.name)") }
            for need in needs where fields[need.name] == nil {
                field.report("\(need.name) is missing (or \(key.name))")
            }
        }
    }

    private func checkCount(_ count: Int, of keys: [any AnyKey]) {
        let names = keys.map(\.name)
        let present = keys.compactMap { key in fields[key.name].map { (name: key.name, field: $0) } }
            .enumerated().sorted { ($0.element.field.line, $0.offset) < ($1.element.field.line, $1.offset) }
            .map(\.element)
        if present.count == count { return }
        guard count == 1 else {
            field.report("exactly \(Self.word(count)) of \(names.listed(with: "and")) are needed")
            return
        }
        guard let first = present.first else {
            field.report("\(names.count > 2 ? "one of " : "")\(names.listed(with: "or")) is missing")
            return
        }
        for other in present.dropFirst() {
            other.field.report(
                "\(first.name) and \(other.name) exclude each other (the other is on "
                    + "\(first.field.line(from: other.field)))")
        }
    }

    private static func word(_ count: Int) -> String { count == 2 ? "two" : "\(count)" }
}

extension [String] {
    /// `a, b and c`.
    fileprivate func listed(with word: String) -> String {
        guard let last, count > 1 else { return joined() }
        return dropLast().joined(separator: ", ") + " \(word) " + last
    }
}
