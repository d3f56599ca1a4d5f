/// Makes rules of `relabel_configs`, with the defaults of Prometheus and what its `relabel.Config.Validate` refuses.
extension Section<RelabelKeys> {
    /// Usable only if nothing was reported.
    func rule() -> RelabelRule? { RelabelFields(self).flatMap { $0.rule() } }
}

/// Names of actions, as Prometheus spells them; it takes them in any case.
enum RelabelActionName: String, CaseIterable {
    case replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase
}

/// The fields of one rule.
private struct RelabelFields {
    private let section: Section<RelabelKeys>
    private let name: RelabelActionName

    /// Nil when this is no mapping, or the action is none: what the other fields may be is not known then.
    init?(_ section: Section<RelabelKeys>) {
        guard let name = section[RelabelKeys.action] else { return nil }
        self.section = section
        self.name = name
    }

    /// Nil when something was reported that the action needs.
    func rule() -> RelabelRule? {
        refuseFieldsOfOtherActions()
        guard let action = action() else { return nil }
        var rule = RelabelRule(action: action)
        rule.sourceLabels = section[RelabelKeys.sourceLabels] ?? []
        rule.separator = section[RelabelKeys.separator] ?? RelabelRule.defaultSeparator
        return rule
    }

    private func action() -> RelabelRule.Action? {
        switch name {
        case .replace:
            let pattern = pattern()
            let label = required(RelabelKeys.targetLabel)?.labelNameTemplate()
            guard let pattern, let label, let replacement = replacement() else { return nil }
            return .replace(pattern, label: label, replacement: GoTemplate(replacement))
        case .labelmap:
            guard let pattern = pattern() else { return nil }
            let replacement = section.field(RelabelKeys.replacement).map { $0.labelNameTemplate() }
            guard let template = replacement ?? GoTemplate(RelabelRule.defaultReplacement) else { return nil }
            return .labelmap(pattern, replacement: template)
        case .hashmod:
            let modulus = required(RelabelKeys.modulus)?.modulus()
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
        typealias Keys = RelabelKeys
        switch name {
        case .labeldrop, .labelkeep:
            refuse(
                [Keys.sourceLabels, Keys.separator, Keys.modulus, Keys.targetLabel, Keys.replacement],
                "takes regex and nothing else")
        case .keepequal, .dropequal:
            refuse(
                [Keys.separator, Keys.regex, Keys.modulus, Keys.replacement],
                "takes source_labels and target_label and nothing else")
        case .lowercase, .uppercase: refuse([Keys.replacement], "takes no replacement")
        case .replace, .keep, .drop, .hashmod, .labelmap: break
        }
    }

    private func refuse(_ keys: [any AnyKey], _ rule: String) {
        for key in keys {
            guard let value = section.field(named: key.name) else { continue }
            if let written = key.writtenDefault, value.node.isWritten(like: written) { continue }
            value.report("\(name.rawValue) \(rule)")
        }
    }

    /// Nil when it is missing, or broken, which is reported already.
    private func required(_ key: some AnyKey) -> Field? {
        let field = section.field(key)
        if field == nil { section.field.report("\(key.name) is missing (\(name.rawValue) needs it)") }
        return section.isBroken(key) ? nil : field
    }

    private func label() -> String? { required(RelabelKeys.targetLabel)?.relabelName() }

    /// Nil when something was reported, a nil inside when the default is meant.
    private func pattern() -> Pattern?? {
        guard section.field(RelabelKeys.regex) != nil else { return .some(nil) }
        return section[RelabelKeys.regex].map { .some($0) }
    }

    private func replacement() -> String? { section[RelabelKeys.replacement] }
}

extension Field {
    func relabelAction() -> RelabelActionName? {
        guard let text = text() else { return nil }
        guard let name = RelabelActionName(rawValue: text.lowercased()) else {
            let known = RelabelActionName.allCases.map(\.rawValue).joined(separator: ", ")
            report("\(Quoted.value(text)) is not one of \(known)")
            return nil
        }
        return name
    }

    func relabelName() -> String? {
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
    func wholePattern() -> Pattern? {
        guard let text = text(mayBeEmpty: true) else { return nil }
        do {
            return try Pattern(whole: text)
        } catch {
            report("\(Quoted.value(text)) is not a regular expression: \(Quoted.oneLine(error.message))")
            return nil
        }
    }
}
