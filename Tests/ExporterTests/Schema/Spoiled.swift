@testable import nines

/// A document with one mistake, which no reader and no schema shall accept.
struct Spoiled {
    let mistake: String
    let document: JSON

    /// Every mistake that a grammar knows of, made everywhere in a document.
    static func all(of document: JSON, under root: any ConfigurationKey.Type) -> [Spoiled] {
        Place.all(in: document, under: .section(root)).flatMap { place in
            let path = place.path.map { step in
                switch step {
                case .key(let key): ".\(key)"
                case .index(let index): "[\(index)]"
                }
            }.joined()
            return variants(of: place).map { mistake, inner, value in
                Spoiled(
                    mistake: "\(path): \(mistake)", document: document.replacing(place.path + inner, with: value))
            }
        }
    }

    private typealias Variant = (mistake: String, path: [Place.Step], value: JSON?)

    private static func variants(of place: Place) -> [Variant] {
        let allowed = place.rule.forms
        let others: [(JSON.Form, JSON)] = [
            (.scalar, nonsense), (.list, ["no such value"]), (.mapping, ["no_such_key": "x"]),
        ]
        let wrongTypes = others.filter { !allowed.contains($0.0) }.map { form, value -> Variant in
            ("a \(form) instead", [], value)
        }
        return wrongTypes + wrongValues(of: place.rule, place.value)
    }

    private static let nonsense: JSON = "no such value \u{1}"

    private static func wrongValues(of rule: ValueRule, _ value: JSON) -> [Variant] {
        func values(_ values: JSON...) -> [Variant] { values.map { ("\($0)", [], $0) } }
        switch rule {
        case .text(let pattern, _): return pattern == nil ? [] : values("\u{1}")
        case .flag: return values(nonsense, 3)
        case .integer(let range):
            return values(nonsense, 1.5, .number(Double(range.lowerBound) - 1))
                + (range.upperBound == .max ? [] : values(.number(Double(range.upperBound) + 1)))
        case .number(let range):
            return values(nonsense, true)
                + [range.above, range.below, range.atLeast.map { $0 - 0.01 }].compactMap { $0 }
                .flatMap { values(.number($0)) }
        case .duration(let least): return values(nonsense, 5, "5", "-5s", "5 s") + (least > .zero ? values(0) : [])
        case .choice: return values(nonsense, 3)
        case .list(_, let least):
            guard least > 0, case .array(let items) = value else { return [] }
            return values(.array(Array(items.prefix(least - 1))))
        case .names(let rule, _):
            guard let rule else { return [] }
            return (["no name"] + rule.reserved).map { ("a member \($0)", [.key($0)], "x") }
        case .section(let type): return wrongMembers(of: type, value)
        case .either(let one, let other):
            guard one.forms.contains(value.form), other.forms.contains(value.form) else {
                return wrongValues(of: rule.alternative(for: value), value)
            }
            let others = wrongValues(of: other, value).map(\.value)
            return wrongValues(of: one, value).filter { others.contains($0.value) }
        case .anything: return []
        }
    }

    private static func wrongMembers<Key: ConfigurationKey>(of type: Key.Type, _ value: JSON) -> [Variant] {
        guard case .object(let members) = value else { return [] }
        let present = Key.allCases.filter { members[$0.rawValue] != nil }
        func without(_ keys: [Key]) -> [Variant] {
            keys.filter(present.contains).map { ("no \($0.rawValue)", [.key($0.rawValue)], nil) }
        }
        func with(_ keys: [Key]) -> [Variant] {
            keys.filter { !present.contains($0) }.map { ("also \($0.rawValue)", [.key($0.rawValue)], "x") }
        }
        let unknown: [Variant] = [("an unknown key", [.key("no_such_key")], "x")]
        return unknown + without(Key.required)
            + Key.conditions.flatMap { condition -> [Variant] in
                switch condition {
                case .exactly(_, let keys): return without(keys) + with(keys)
                case .with(let key, let value, let needs, let excludes):
                    guard let found = members[key.rawValue], value == nil || found == value.map(JSON.string) else {
                        return []
                    }
                    return without(needs) + with(excludes)
                case .without(let key, let needs, let excludes):
                    return members[key.rawValue] == nil ? without(needs) + with(excludes) : []
                }
            }
    }
}
