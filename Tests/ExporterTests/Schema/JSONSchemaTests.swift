import Foundation
import Testing

@testable import nines

/// What the schemas say, and that the specimens say everything.
@Suite struct JSONSchemaTests {
    @Test func `a mapping is written with its rules`() throws {
        let state = try #require(JSONSchema.ofConfiguration["properties"]?["state"])
        #expect(
            try JSONText.text(state) == #"""
                {
                  "additionalProperties" : false,
                  "description" : "Where budgets outlive the process.",
                  "properties" : {
                    "check_interval" : {
                      "$ref" : "#/$defs/duration",
                      "default" : "1h",
                      "description" : "Time between two checks of the whole file: how long damage may go unnoticed."
                    },
                    "interval" : {
                      "$ref" : "#/$defs/duration",
                      "default" : "10s",
                      "description" : "Time between two writes: what a crash may lose."
                    },
                    "path" : {
                      "description" : "Path of an SQLite database, made if it is not there; its folder must exist and be writable.",
                      "minLength" : 1,
                      "pattern" : "^(?!:|file:)[^\\u0000-\\u001f]+$|\\$\\{",
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
        #expect(slo["no_data"]?["anyOf"]?[0]?["enum"] == ["ignore", "good", "bad", "hold"])
        #expect(
            slo["window"]?["anyOf"]?[1]?["properties"]?["calendar"]?["anyOf"]?[0]?["enum"] == [
                "week", "month", "quarter", "year",
            ])
    }

    @Test func `a configuration has the indicators of the exporter and a document all`() throws {
        func kinds(_ schema: JSON) -> [String] {
            schema["properties"]?["slos"]?["items"]?["properties"]?["indicator"]?["properties"]?.keys ?? []
        }
        #expect(kinds(JSONSchema.ofConfiguration) == ["composite", "probe"])
        #expect(kinds(JSONSchema.ofSLODocument) == IndicatorKeys.keys.map(\.name).sorted())
    }

    @Test func `the specimens have every key of the grammars`() throws {
        var found: [ObjectIdentifier: Set<String>] = [:]
        for specimen in Specimen.all {
            #expect(specimen.problems(specimen.text).map(\.description) == [])
            let document = try JSON(YAMLDocument.parse(specimen.text, file: "specimen"))
            for place in Place.all(in: document, under: .section(specimen.root)) {
                guard case .section(let type, _) = place.rule.alternative(for: place.value) else { continue }
                found[ObjectIdentifier(type), default: []].formUnion(place.value.keys ?? [])
            }
        }
        for mapping in Specimen.all.flatMap({ ConfigurationGrammar.mappings(from: $0.root) }) {
            #expect(
                found[ObjectIdentifier(mapping.type)]?.filter { !$0.hasPrefix("x-") } == Set(mapping.keys.map(\.name)),
                "\(mapping.path)")
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
}
