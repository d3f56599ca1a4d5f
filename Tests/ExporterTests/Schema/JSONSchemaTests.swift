import Foundation
import Testing

@testable import nines

/// What the schemas say, and that it is about the keys that readers know.
@Suite struct JSONSchemaTests {
    @Test func `a mapping is written with its rules`() throws {
        let state = try #require(JSONSchema.ofConfiguration["properties"]?["state"])
        #expect(
            try JSONText.text(state) == #"""
                {
                  "additionalProperties" : false,
                  "description" : "Where budgets outlive the process; without it they are kept in memory.",
                  "properties" : {
                    "interval" : {
                      "$ref" : "#/$defs/duration",
                      "default" : "10s",
                      "description" : "Time between two writes, at least 100ms: what a crash may lose."
                    },
                    "path" : {
                      "description" : "Path of an SQLite database, made if it is not there; its folder must exist.",
                      "minLength" : 1,
                      "pattern" : "^(?!:|file:)[^\\u0000-\\u001f]+$",
                      "type" : [
                        "string",
                        "number",
                        "boolean",
                        "null"
                      ]
                    }
                  },
                  "required" : [
                    "path"
                  ],
                  "type" : "object"
                }
                """#)
    }

    @Test func `enumerations are those of the types`() throws {
        let slo = try #require(JSONSchema.ofSLODocument["properties"]?["slos"]?["items"]?["properties"])
        #expect(slo["no_data"]?["enum"] == ["ignore", "good", "bad", "hold"])
        #expect(
            slo["window"]?["anyOf"]?[1]?["properties"]?["calendar"]?["enum"] == ["week", "month", "quarter", "year"])
    }

    @Test func `a configuration has the indicators of the exporter and a document all`() throws {
        func kinds(_ schema: JSON) -> [String] {
            schema["properties"]?["slos"]?["items"]?["properties"]?["indicator"]?["properties"]?.keys ?? []
        }
        #expect(kinds(JSONSchema.ofConfiguration) == ["composite", "probe"])
        #expect(kinds(JSONSchema.ofSLODocument) == IndicatorKey.allCases.map(\.rawValue).sorted())
    }

    /// A reader that meets a key it does not know lists those that it does.
    @Test(arguments: Specimen.all)
    func `every mapping has the keys that its reader knows`(specimen: Specimen) throws {
        let document = try JSON(YAMLDocument.parse(specimen.text, file: "specimen"))
        var sections = 0
        for place in Place.all(in: document, under: .section(specimen.root)) {
            guard case .section(let type) = place.rule.alternative(for: place.value) else { continue }
            let spoiled = document.replacing(place.path + [.key("zzzzzzzzzzzz")], with: 1)
            let known = try specimen.problems(JSONText.text(spoiled)).lazy.compactMap { problem in
                problem.message.split(separator: "unknown key (known: ").last.map { $0.dropLast() }
            }.first
            let schema = try #require(specimen.schema.schema(of: place.path))
            let keys = try #require(known, "\(place.path)").split(separator: ", ").map(String.init)
            // The keys of other indicators are known to the configuration's reader, which refuses them.
            let accepted =
                type == IndicatorKey.self && specimen.root == RootKey.self
                ? SLOReader.kinds.map(\.rawValue) : keys
            #expect(schema["properties"]?.keys == accepted.sorted(), "\(place.path)")
            sections += 1
        }
        #expect(sections > 15)
    }

    @Test func `the specimens have every key of the grammars`() throws {
        var found: [ObjectIdentifier: Set<String>] = [:]
        for specimen in Specimen.all {
            #expect(specimen.problems(specimen.text).map(\.description) == [])
            let document = try JSON(YAMLDocument.parse(specimen.text, file: "specimen"))
            for place in Place.all(in: document, under: .section(specimen.root)) {
                guard case .section(let type) = place.rule.alternative(for: place.value) else { continue }
                found[ObjectIdentifier(type), default: []].formUnion(place.value.keys ?? [])
            }
        }
        for mapping in Specimen.all.flatMap({ ConfigurationGrammar.mappings(from: $0.root) }) {
            #expect(found[ObjectIdentifier(mapping.type)] == Set(mapping.keys), "\(mapping.path)")
        }
    }
}

extension JSON {
    subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    subscript(index: Int) -> JSON? {
        if case .array(let items) = self, items.indices.contains(index) { items[index] } else { nil }
    }

    /// Of an object, sorted.
    var keys: [String]? {
        if case .object(let members) = self { members.keys.sorted() } else { nil }
    }

    /// In a schema, what is said about the mapping at a path of the document.
    func schema(of path: [Place.Step]) -> JSON? {
        var schema: JSON? = self
        for step in path {
            switch step {
            case .index: schema = schema?["items"]
            case .key(let key): schema = schema?["properties"]?[key] ?? schema?["additionalProperties"]
            }
            if case .array(let choices) = schema?["anyOf"] { schema = choices.first { $0["properties"] != nil } }
        }
        return schema
    }
}
