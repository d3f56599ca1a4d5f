import Testing

@testable import nines

/// A configuration that is refused, and everything that is said about it.
struct Refusal: Sendable, CustomTestStringConvertible {
    let fact: String
    let text: String
    let message: String

    init(_ fact: String, _ text: String, _ message: String) {
        self.fact = fact
        self.text = text
        self.message = message
    }

    var testDescription: String { fact }

    func check(sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(outcome(of: text) == message, sourceLocation: sourceLocation)
    }
}

/// The message of a refused configuration, or `accepted`, with its warnings on further lines.
func outcome(of text: String) -> String {
    do {
        let configuration = try Configuration.parse(text, file: "nines.yml")
        return (["accepted"] + configuration.warnings).joined(separator: "\n")
    } catch {
        return error.description
    }
}

/// Beginnings of configurations; refusals add or change one thing.
enum Sample {
    static let module = """
        modules:
          m:
            prober: http

        """

    static let target = """
        targets:
          - name: shop
            url: http://a.example/

        """

    static let slo = target + "slos:\n" + secondSLO

    static let secondSLO = """
          - name: up
            service: shop
            objective: 0.999
            window: 30d
            indicator: {probe: {target: shop}}

        """

    static func slo(objective: String) -> String { slo.replacing("0.999", with: objective) }

    static func slo(window: String) -> String { slo.replacing("30d", with: window) }

    static func slo(indicator: String) -> String { slo.replacing("{probe: {target: shop}}", with: indicator) }

    static func slo(probe: String) -> String { slo.replacing("{target: shop}", with: probe) }
}
