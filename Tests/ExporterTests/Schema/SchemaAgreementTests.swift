import Foundation
import TestSupport
import Testing

@testable import nines

/// A schema accepts what its reader accepts, and refuses what both can see to be wrong.
@Suite struct SchemaAgreementTests {
    @Test(arguments: Specimen.all)
    func `what the repository shows is valid`(specimen: Specimen) throws {
        var places: [String] = []
        var instances: [JSON] = []
        for (place, text) in try ShownDocuments.all() + [("specimen", specimen.text)]
        where specimen.problems(text).isEmpty {
            // A file of SLOs may hold several documents, or a list of them, of which some are in another grammar.
            let roots = (try? YAMLDocument.parseStream(text, file: place, limit: YAMLLimits.size)) ?? []
            for root in roots where root.isMapping(ofOneOf: ["modules", "targets", "slos"]) {
                places.append(place)
                instances.append(JSON(root))
            }
        }
        #expect(places.contains("docs/nines.example.yml") && places.contains("README.md"))
        #expect(places.count > 10)
        for (place, complaint) in zip(
            places, try PythonValidator.complaints(about: instances, under: specimen.schema))
        {
            #expect(complaint == nil, "\(place)")
        }
    }

    @Test(arguments: Specimen.all)
    func `every mistake is refused by reader and schema`(specimen: Specimen) throws {
        let parts = try specimen.parts()
        for part in parts { #expect(try specimen.problems(JSONText.text(part)).map(\.description) == []) }
        #expect(try PythonValidator.complaints(about: parts, under: specimen.schema).allSatisfy { $0 == nil })
        let spoiled = parts.flatMap { Spoiled.all(of: $0, under: specimen.root) }
        #expect(spoiled.count > 300)
        let complaints = try PythonValidator.complaints(about: spoiled.map(\.document), under: specimen.schema)
        for (spoiled, complaint) in zip(spoiled, complaints) {
            #expect(complaint != nil, "the schema accepts \(spoiled.mistake)")
            let problems = try specimen.problems(JSONText.text(spoiled.document))
            #expect(
                problems.contains { spoiled.isExplained(by: $0) }, "\(spoiled.mistake): \(problems.map(\.description))")
        }
    }

    /// Random values in random places: where the reader does not mind, the schema must not either.
    @Test(arguments: Specimen.all, 1...2 as ClosedRange<UInt64>)
    func `a schema is never stricter than its reader`(specimen: Specimen, seed: UInt64) throws {
        let parts = try specimen.parts().map {
            (document: $0, places: Place.all(in: $0, under: .section(specimen.root)))
        }
        var random = SeededNumbers(seed: seed)
        var accepted: [(text: String, instance: JSON)] = []
        for _ in 0..<150 {
            guard let (document, places) = parts.randomElement(using: &random),
                let place = places.randomElement(using: &random), !place.path.isEmpty
            else { continue }
            let written = Self.scalars.randomElement(using: &random) ?? ""
            let value: JSON? =
                switch Int.random(in: 0..<8, using: &random) {
                case 0: places.randomElement(using: &random)?.value
                case 1: .array([.string(Self.mark)])
                case 2: nil
                default: .string(Self.mark)
                }
            let text = try JSONText.text(document.replacing(place.path, with: value))
                .replacing("\"\(Self.mark)\"", with: written)
            guard specimen.problems(text).isEmpty else { continue }
            accepted.append((text, JSON(try YAMLDocument.parse(text, file: "random"))))
        }
        #expect(accepted.count > 15)
        let complaints = try PythonValidator.complaints(about: accepted.map(\.instance), under: specimen.schema)
        for (document, complaint) in zip(accepted, complaints) where complaint != nil {
            Issue.record("\(complaint ?? "")\n\(document.text)")
        }
    }

    /// Stands for a scalar as it is to be written.
    private static let mark = "@@"

    /// What YAML, JSON and this grammar each read in ways of their own.
    private static let scalars = [
        "0", "-0", "+5", "007", "1", "2", "0.5", ".5", "5.", "1e3", "0x10", "0o17", "1_000", "1.10", "\"5\"", "\"0.5\"",
        "\"\"", "''", "~", "null", "\"null\"", "true", "\"true\"", "yes", "Off", "\"NO\"", ".inf", ".nan", "inf", "nan",
        "1h", "1.5h", ".5h", "1.h", "1h30m", "0s", "1µs", "-1h", "1 h", "2m", "3s", "page", "ticket 1", "page inf",
        "2026-11-21", "2026-11-21t22:00:00.5+01:00", "\"12:30\"", "sunday", "31", "month", "week", "day", "hold",
        "a b", "\"a\\nb\"", "é", "http://a.example", "HTTPS://a.example/", "a.example:80", ":9919", "\"[::1]:0\"", "{}",
        "[]", "UTC", "Europe/Berlin", "occurrences", "up", "lt", "gte", "serial", "jeffreys", "0.9", "0.999999", "1.0",
        "${A:-5s}", "${A:-2}", "${A:-0.9}", "${A:-true}", "${A:-page}", "\"$${A\"", "${A}",
    ]
}

extension YAMLNode {
    fileprivate func isMapping(ofOneOf keys: [String]) -> Bool {
        guard case .mapping(let entries) = content else { return false }
        return entries.contains { keys.contains($0.key) } && !entries.contains { $0.key == "service" }
    }
}
