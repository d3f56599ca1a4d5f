/// Writes a grammar as a JSON Schema of draft 2020-12, for editors and validators.
///
/// It accepts whatever the readers accept. What only they can tell (that a window is long enough, that a target exists)
/// is left to them. A scalar of YAML reaches a schema as text, number, flag or null, however it is read here; so texts
/// may be any of these, and numbers and flags may be texts that look like them. Keywords whose meaning has changed
/// since draft 7 are avoided, as many editors know no later one.
struct JSONSchema {
    /// The kinds of indicator that the reader of the document takes.
    let indicators: [String]

    /// Of a configuration file, as `nines serve` takes it.
    static var ofConfiguration: JSON {
        JSONSchema(indicators: SLOReader.kinds).root(RootKeys.self, title: "Configuration of Nines")
    }

    /// Of a document of SLOs, as `nines slo rules` takes it.
    static var ofSLODocument: JSON {
        JSONSchema(indicators: IndicatorKeys.keys.map(\.name)).root(NinesDocumentKeys.self, title: "SLOs of Nines")
    }

    private func root(_ type: any SectionKeys.Type, title: String) -> JSON {
        var members = section(type)
        members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        members["title"] = .string(title)
        members["$defs"] = .object([
            "duration": .object(Self.duration(mayBeZero: false)),
            "durationOrZero": .object(Self.duration(mayBeZero: true)),
            "flag": .object(Self.flag),
            "environment": [
                "description": "A variable of the environment.", "type": "string",
                "pattern": .string(Self.variable),
            ],
        ])
        return .object(members)
    }

    // MARK: Mappings

    private func section(_ type: any SectionKeys.Type, isWhole: Bool = true) -> [String: JSON] {
        let keys = type.keys.filter { isKnown($0, of: type) }
        let required = isWhole ? keys.filter(\.isRequired) : []
        let conditions = isWhole ? type.conditions.map { condition($0, of: type) } : []
        var members: [String: JSON] = [
            "additionalProperties": false,
            "properties": .object(Dictionary(uniqueKeysWithValues: keys.map { ($0.name, .object(property($0))) })),
        ]
        if type.hasExtensions { members["patternProperties"] = ["^x-": true] }
        // Nothing behind the key is an empty mapping.
        members["type"] = required.isEmpty && conditions.isEmpty ? ["object", "null"] : "object"
        if !required.isEmpty { members["required"] = names(required) }
        if !conditions.isEmpty { members["allOf"] = .array(conditions) }
        return members
    }

    private func isKnown(_ key: any AnyKey, of type: any SectionKeys.Type) -> Bool {
        type != IndicatorKeys.self || indicators.contains { $0 == key.name }
    }

    private func property(_ key: any AnyKey) -> [String: JSON] {
        var members = schema(of: key.rule)
        members["description"] = .string(key.help)
        members["default"] = key.writtenDefault.map(Self.value)
        return members
    }

    /// A default. Texts that look like something else are in quotes there.
    private static func value(_ node: YAMLNode) -> JSON {
        switch node.content {
        case .sequence(let items): .array(items.map(value))
        case .mapping(let entries):
            .object(Dictionary(entries.map { ($0.key, value($0.value)) }, uniquingKeysWith: { first, _ in first }))
        case .scalar(let text, isPlain: true) where ["true", "false"].contains(text): .boolean(text == "true")
        case .scalar(let text, let isPlain): (isPlain ? Double(text) : nil).map(JSON.number) ?? .string(text)
        }
    }

    private func condition(_ condition: KeyCondition, of type: any SectionKeys.Type) -> JSON {
        switch condition {
        case .atMostOne(let keys):
            return ["not": ["anyOf": .array(Self.combinations(of: keys, 2).map { ["required": names($0)] })]]
        case .exactly(let count, let keys):
            let choices = Self.combinations(of: keys.filter { isKnown($0, of: type) }, count)
            return ["oneOf": .array(choices.map { ["required": names($0)] })]
        case .with(let key, let value, let needs, let excludes):
            var test: [String: JSON] = ["required": names([key])]
            if let value { test["properties"] = .object([key.name: ["const": .string(value)]]) }
            return ["if": .object(test), "then": .object(demand(needs, excludes))]
        case .without(let key, let needs, let excludes):
            return ["if": ["required": names([key])], "else": .object(demand(needs, excludes))]
        }
    }

    private func demand(_ needs: [any AnyKey], _ excludes: [any AnyKey]) -> [String: JSON] {
        var members: [String: JSON] = [:]
        if !needs.isEmpty { members["required"] = names(needs) }
        if !excludes.isEmpty {
            members["properties"] = .object(
                Dictionary(uniqueKeysWithValues: excludes.map { ($0.name, .boolean(false)) }))
        }
        return members
    }

    private func names(_ keys: [any AnyKey]) -> JSON { .array(keys.map { .string($0.name) }) }

    /// Every choice of so many elements, in their order.
    private static func combinations<Element>(of elements: [Element], _ count: Int) -> [[Element]] {
        guard count > 0 else { return [[]] }
        return elements.indices.flatMap { index in
            combinations(of: Array(elements[(index + 1)...]), count - 1).map { [elements[index]] + $0 }
        }
    }
}

// MARK: - Values

extension JSONSchema {
    private func schema(of value: ValueRule) -> [String: JSON] {
        switch value {
        case .text(let pattern, let mayBeEmpty):
            // Null, since the words for it are text here; nothing at all, which is none, looks the same.
            var members: [String: JSON] = ["type": ["string", "number", "boolean", "null"]]
            if let pattern { members["pattern"] = .string(pattern + "|" + Self.variable) }
            if !mayBeEmpty { members["minLength"] = 1 }
            return members
        case .flag: return ["$ref": "#/$defs/flag"]
        case .integer(let range):
            var members: [String: JSON] = [
                "type": ["integer", "string"], "pattern": .string("^[+-]?[0-9]+$|" + Self.variable),
                "minimum": .number(Double(range.lowerBound)),
            ]
            if range.upperBound < .max { members["maximum"] = .number(Double(range.upperBound)) }
            return members
        case .number(let range):
            var members: [String: JSON] = [
                "type": ["number", "string"], "pattern": .string("^[0-9.eE+-]+$|" + Self.variable),
            ]
            members["exclusiveMinimum"] = range.above.map(JSON.number)
            members["minimum"] = range.atLeast.map(JSON.number)
            members["exclusiveMaximum"] = range.below.map(JSON.number)
            return members
        case .duration(let least):
            return ["$ref": least > .zero ? "#/$defs/duration" : "#/$defs/durationOrZero"]
        case .choice(let names):
            return ["anyOf": [["enum": .array(names.map(JSON.string))], ["$ref": "#/$defs/environment"]]]
        case .list(let item, let count):
            var members: [String: JSON] = ["items": .object(schema(of: item))]
            members["type"] = count > 0 ? "array" : ["array", "null"]
            if count > 0 { members["minItems"] = .number(Double(count)) }
            return members
        case .names(let rule, let value):
            var members: [String: JSON] = [
                "type": ["object", "null"], "additionalProperties": .object(schema(of: value)),
            ]
            members["propertyNames"] = rule.map(Self.names)
            return members
        case .section(let type, let isWhole): return section(type, isWhole: isWhole)
        case .either(let one, let other): return ["anyOf": [.object(schema(of: one)), .object(schema(of: other))]]
        case .anything: return [:]
        }
    }

    /// What the environment may put anything in place of.
    private static let variable = #"\$\{"#

    private static func names(_ rule: NameRule) -> JSON {
        var members: [String: JSON] = ["pattern": .string(rule.pattern)]
        if !rule.reserved.isEmpty { members["not"] = ["enum": .array(rule.reserved.map(JSON.string))] }
        return .object(members)
    }

    /// `GoDuration` in a pattern. A number alone has no unit, except 0.
    private static func duration(mayBeZero: Bool) -> [String: JSON] {
        let units = GoDuration.units.map(\.name).joined(separator: "|")
        let parts = "(?:(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:\(units)))+"
        var members: [String: JSON] = ["examples": ["300ms", "15s", "1m30s", "30d"]]
        members["type"] = mayBeZero ? ["string", "integer"] : "string"
        members["pattern"] = .string((mayBeZero ? "^(?:0|\(parts))$" : "^\(parts)$") + "|" + variable)
        if mayBeZero {
            members["minimum"] = 0
            members["maximum"] = 0
        }
        return members
    }

    private static var flag: [String: JSON] {
        let words = (FlagText.yes + FlagText.no).joined(separator: "|")
        return ["type": ["boolean", "string"], "pattern": .string("^(?:\(words))$|" + variable)]
    }
}
