@testable import nines

/// A value of a document, with the rule it is under.
struct Place {
    enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    let path: [Step]
    let rule: ValueRule
    let value: JSON

    /// Every value of a document that a grammar says something about, outer ones first.
    static func all(in value: JSON, under rule: ValueRule, at path: [Step] = []) -> [Place] {
        var places = [Place(path: path, rule: rule, value: value)]
        switch (rule.alternative(for: value), value) {
        case (.section(let type, _), .object(let members)):
            places += type.keys.flatMap { key in
                members[key.name].map { all(in: $0, under: key.rule, at: path + [.key(key.name)]) } ?? []
            }
        case (.names(_, let inner), .object(let members)):
            places += members.sorted { $0.key < $1.key }.flatMap {
                all(in: $0.value, under: inner, at: path + [.key($0.key)])
            }
        case (.list(let inner, _), .array(let items)):
            places += items.enumerated().flatMap { all(in: $1, under: inner, at: path + [.index($0)]) }
        default: break
        }
        return places
    }
}

extension ValueRule {
    /// The one of two rules that is about a value of this form.
    func alternative(for value: JSON) -> ValueRule {
        guard case .either(let one, let other) = self else { return self }
        return one.forms.contains(value.form) ? one.alternative(for: value) : other.alternative(for: value)
    }

    /// The forms of what it allows.
    var forms: Set<JSON.Form> {
        switch self {
        case .text, .flag, .integer, .number, .duration, .choice: [.scalar]
        case .list: [.list]
        case .names, .section: [.mapping]
        case .either(let one, let other): one.forms.union(other.forms)
        case .anything: Set(JSON.Form.allCases)
        }
    }
}

extension JSON {
    enum Form: CaseIterable {
        case scalar, list, mapping
    }

    var form: Form {
        switch self {
        case .array: .list
        case .object: .mapping
        default: .scalar
        }
    }

    /// With another value at a place; nil takes it out.
    func replacing(_ path: some Collection<Place.Step>, with value: JSON?) -> JSON {
        guard let step = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch (step, self) {
        case (.key(let key), .object(var members)):
            members[key] = rest.isEmpty ? value : members[key]?.replacing(rest, with: value)
            return .object(members)
        case (.index(let index), .array(var items)) where items.indices.contains(index):
            if rest.isEmpty, value == nil {
                items.remove(at: index)
            } else {
                items[index] = items[index].replacing(rest, with: value)
            }
            return .array(items)
        default: return self
        }
    }
}
