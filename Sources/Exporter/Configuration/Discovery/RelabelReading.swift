/// Reads `relabel_configs`, with the defaults of Prometheus and what its `relabel.Config.Validate` refuses.
extension Field {
    /// Usable only if nothing was reported.
    func relabelRules() -> [RelabelRule] { items().compactMap { $0.relabelRule() } }

    private func relabelRule() -> RelabelRule? {
        RelabelFields(self).flatMap { $0.rule() }
    }
}

/// Names of actions, as Prometheus spells them; it takes them in any case.
enum RelabelActionName: String, CaseIterable {
    case replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase
}

/// The fields of one rule.
private struct RelabelFields {
    enum Key: String, CaseIterable {
        case sourceLabels = "source_labels"
        case separator, regex, modulus
        case targetLabel = "target_label"
        case replacement, action
    }

    private let field: Field
    private var values: [Key: Field] = [:]
    private let name: RelabelActionName

    /// Nil when this is no mapping, or the action is none: what the other fields may be is not known then.
    init?(_ field: Field) {
        guard let entries = field.entries() else { return nil }
        for entry in entries {
            if let key = Key(rawValue: entry.key) {
                values[key] = entry.value
                continue
            }
            let known = Key.allCases.map(\.rawValue)
            let hint = Nearest.hint(for: entry.key, among: known) ?? "known: " + known.joined(separator: ", ")
            field.log.report(line: entry.keyLine, path: entry.value.path, "unknown key (\(hint))")
        }
        self.field = field
        guard let action = values[.action] else {
            name = .replace
            return
        }
        guard let text = action.text() else { return nil }
        guard let name = RelabelActionName(rawValue: text.lowercased()) else {
            let known = RelabelActionName.allCases.map(\.rawValue).joined(separator: ", ")
            action.report("\(Quoted.value(text)) is not one of \(known)")
            return nil
        }
        self.name = name
    }

    /// Nil when something was reported that the action needs.
    func rule() -> RelabelRule? {
        refuseFieldsOfOtherActions()
        guard let action = action() else { return nil }
        var rule = RelabelRule(action: action)
        rule.sourceLabels = values[.sourceLabels].map { $0.items().compactMap { $0.labelName() } } ?? []
        rule.separator = values[.separator].flatMap { $0.text(mayBeEmpty: true) } ?? RelabelRule.defaultSeparator
        return rule
    }

    private func action() -> RelabelRule.Action? {
        switch name {
        case .replace:
            let pattern = pattern()
            let label = required(.targetLabel)?.labelNameTemplate()
            guard let pattern, let label, let replacement = replacement() else { return nil }
            return .replace(pattern, label: label, replacement: GoTemplate(replacement))
        case .labelmap:
            guard let pattern = pattern() else { return nil }
            let replacement = values[.replacement].map { $0.labelNameTemplate() }
            guard let template = replacement ?? GoTemplate(RelabelRule.defaultReplacement) else { return nil }
            return .labelmap(pattern, replacement: template)
        case .hashmod:
            let modulus = required(.modulus)?.modulus()
            guard let label = label(), let modulus else { return nil }
            return .hashmod(modulus, label: label)
        case .keep: return pattern().map { .keep($0) }
        case .drop: return pattern().map { .drop($0) }
        case .labeldrop: return pattern().map { .labeldrop($0) }
        case .labelkeep: return pattern().map { .labelkeep($0) }
        case .keepequal: return label().map { .keepEqual(label: $0) }
        case .dropequal: return label().map { .dropEqual(label: $0) }
        case .lowercase: return label().map { .lowercase(label: $0) }
        case .uppercase: return label().map { .uppercase(label: $0) }
        }
    }

    /// What would have no effect where the author expects one. Prometheus refuses these, and takes them where they say
    /// what is the default anyway.
    private func refuseFieldsOfOtherActions() {
        switch name {
        case .labeldrop, .labelkeep:
            refuse([.sourceLabels, .separator, .modulus, .targetLabel, .replacement], "takes regex and nothing else")
        case .keepequal, .dropequal:
            refuse(
                [.separator, .regex, .modulus, .replacement], "takes source_labels and target_label and nothing else")
        case .lowercase, .uppercase: refuse([.replacement], "takes no replacement")
        case .replace, .keep, .drop, .hashmod, .labelmap: break
        }
    }

    private func refuse(_ keys: [Key], _ rule: String) {
        for key in keys {
            guard let value = values[key] else { continue }
            let isDefault =
                switch (key, value.node.content) {
                case (.separator, .scalar(RelabelRule.defaultSeparator, _)): true
                case (.replacement, .scalar(RelabelRule.defaultReplacement, _)): true
                default: false
                }
            if !isDefault { value.report("\(name.rawValue) \(rule)") }
        }
    }

    private func required(_ key: Key) -> Field? {
        if values[key] == nil { field.report("\(key.rawValue) is missing (\(name.rawValue) needs it)") }
        return values[key]
    }

    private func label() -> String? { required(.targetLabel)?.labelName() }

    /// Nil when something was reported, a nil inside when the default is meant.
    private func pattern() -> Pattern?? {
        guard let field = values[.regex] else { return .some(nil) }
        return field.wholePattern().map { .some($0) }
    }

    private func replacement() -> String? {
        values[.replacement].map { $0.text(mayBeEmpty: true) } ?? RelabelRule.defaultReplacement
    }
}

extension Field {
    fileprivate func labelName() -> String? {
        guard let text = text() else { return nil }
        guard LabelNames.isName(text) else {
            report("\(Quoted.value(text)) is \(LabelNames.nameRule)")
            return nil
        }
        return text
    }

    fileprivate func labelNameTemplate() -> GoTemplate? {
        guard let text = text() else { return nil }
        guard LabelNames.isNameTemplate(text) else {
            report(
                "\(Quoted.value(text)) does not make a label name (letters, digits, _ and groups of the regex such as ${1})"
            )
            return nil
        }
        return GoTemplate(text)
    }

    /// From 1 to the highest number of 64 bits.
    fileprivate func modulus() -> UInt64? {
        guard let text = text() else { return nil }
        guard let number = UInt64(text), number > 0 else {
            report("\(Quoted.value(text)) is not a whole number of at least 1")
            return nil
        }
        return number
    }

    /// A pattern may be empty: it matches what is empty.
    fileprivate func wholePattern() -> Pattern? {
        guard let text = text(mayBeEmpty: true) else { return nil }
        do {
            return try Pattern(whole: text)
        } catch {
            report("\(Quoted.value(text)) is not a regular expression: \(Quoted.oneLine(error.message))")
            return nil
        }
    }
}
