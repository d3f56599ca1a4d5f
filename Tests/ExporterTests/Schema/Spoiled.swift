@testable import nines

/// A document with one mistake, which no reader and no schema shall accept.
struct Spoiled {
    let mistake: String
    /// As messages write it.
    let path: String
    /// What was put there in place of a value of the same form.
    let value: JSON?
    let document: JSON

    /// Whether the message leads to the place and shows the value. That it also says the rule is left to the tests of
    /// each message.
    func isExplained(by problem: ConfigurationProblem) -> Bool {
        guard problem.line != nil, problem.path.hasPrefix(path) || path.hasPrefix(problem.path) else { return false }
        switch value {
        case .string(let text):
            return problem.message.contains(Quoted.value(text).dropFirst().dropLast()) || problem.path != path
        case .number(let number):
            return problem.message.contains(number == number.rounded() ? "\(Int(number))" : "\(number)")
        default: return !problem.message.isEmpty
        }
    }

    /// Every mistake that a grammar knows of, made everywhere in a document.
    static func all(of document: JSON, under root: any SectionKeys.Type) -> [Spoiled] {
        Place.all(in: document, under: .section(root)).flatMap { place in
            let path = place.path.map { step in
                switch step {
                case .key(let key): ".\(key)"
                case .index(let index): "[\(index)]"
                }
            }.joined()
            return variants(of: place).map { mistake, inner, value in
                Spoiled(
                    mistake: "\(path): \(mistake)", path: String(path.trimmingPrefix(".")),
                    value: mistake.hasPrefix("a ") ? nil : value,
                    document: document.replacing(place.path + inner, with: value))
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
        case .section(let type, let isWhole): return wrongMembers(of: type, isWhole: isWhole, value)
        case .either(let one, let other):
            guard one.forms.contains(value.form), other.forms.contains(value.form) else {
                return wrongValues(of: rule.alternative(for: value), value)
            }
            let others = wrongValues(of: other, value).map(\.value)
            return wrongValues(of: one, value).filter { others.contains($0.value) }
        case .anything: return []
        }
    }

    private static func wrongMembers(
        of type: any SectionKeys.Type, isWhole: Bool, _ value: JSON
    ) -> [Variant] {
        guard case .object(let members) = value else { return [] }
        func without(_ keys: [any AnyKey]) -> [Variant] {
            keys.filter { members[$0.name] != nil }.map { ("no \($0.name)", [.key($0.name)], nil) }
        }
        func with(_ keys: [any AnyKey]) -> [Variant] {
            keys.filter { members[$0.name] == nil }.map { ("also \($0.name)", [.key($0.name)], "x") }
        }
        let unknown: [Variant] = [("an unknown key", [.key("no_such_key")], "x")]
        guard isWhole else { return unknown }
        return unknown + without(type.keys.filter(\.isRequired))
            + type.conditions.flatMap { condition -> [Variant] in
                switch condition {
                case .atMostOne(let keys): return keys.contains { members[$0.name] != nil } ? with(keys) : []
                case .exactly(_, let keys): return without(keys) + with(keys)
                case .with(let key, let value, let needs, let excludes):
                    guard let found = members[key.name], value == nil || found == value.map(JSON.string) else {
                        return []
                    }
                    return without(needs) + with(excludes)
                case .without(let key, let needs, let excludes):
                    return members[key.name] == nil ? without(needs) + with(excludes) : []
                }
            }
    }
}
