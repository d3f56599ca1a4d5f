import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// A composite of two SLOs before it.
enum CompositeSample {
    static func text(
        _ composite: String = "{rule: serial, of: [{slo: cart}, {slo: payment}]}", more: String = "",
        paymentWindow: String = "30d"
    ) -> String {
        Sample.target + """
            slos:
              - name: purchase
                service: shop
                objective: 0.99
                window: 30d
                indicator: {composite: \(composite)}
            \(more)
              - {name: cart, service: shop, objective: 0.99, window: 30d, indicator: {probe: {target: shop}}}
              - name: payment
                service: shop
                objective: 0.99
                window: \(paymentWindow)
                indicator: {probe: {target: shop, faster_than: 1s}}
            """
    }
}

@Suite struct CompositeConfigurationTests {
    @Test func `is read wherever its parts stand`() throws {
        let configuration = try Configuration.parse(
            CompositeSample.text("{rule: weighted, of: [{slo: cart, weight: 3}, {slo: payment, service: shop}]}"),
            file: "nines.yml")
        #expect(configuration.slos.map(\.definition.name) == ["cart", "payment"])
        let composite = try #require(configuration.composites.first)
        #expect(composite.definition.name == "purchase" && configuration.composites.count == 1)
        #expect(
            composite.indicator
                == CompositeIndicator(
                    rule: .weighted,
                    parts: [
                        .init(service: "shop", slo: "cart", weight: 3), .init(service: "shop", slo: "payment"),
                    ]))
    }

    @Test(
        arguments: [
            Refusal(
                "a part that does not exist", CompositeSample.text("{rule: serial, of: [{slo: cart}, {slo: stock}]}"),
                """
                nines.yml:9: slos[0].indicator: SLO "stock" of service "shop": there is no SLO of that name that counts events itself
                """),
            Refusal(
                "a composite of a composite",
                CompositeSample.text("{rule: serial, of: [{slo: cart}, {slo: purchase}]}"),
                """
                nines.yml:9: slos[0].indicator: SLO "purchase" of service "shop": there is no SLO of that name that counts events itself
                """),
            Refusal(
                "a part with another window", CompositeSample.text(paymentWindow: "7d"),
                """
                nines.yml:8: slos[0].window: 30d: SLO "payment" of service "shop", a part, has the window 7d
                """),
            Refusal(
                "a tier with windows that the parts do not have",
                CompositeSample.text(
                    more: "    alerting: {tiers: [{severity: page, factor: 2, long: 2h, short: 90s}]}"),
                """
                nines.yml:10: slos[0].alerting: a tier's window 1m30s: SLO "cart" of service "shop", a part, has none of \
                that length
                """),
            Refusal(
                "what is the parts' to say", CompositeSample.text(more: "    no_data: bad"),
                """
                nines.yml:9: slos[0].indicator: a composite's parts say how events are budgeted, what silence means and when \
                there is maintenance, and its alerts take no confidence
                """),
            Refusal(
                "what is wrong with a part, once", CompositeSample.text(paymentWindow: "30x"),
                """
                nines.yml:15: slos[2].window: "30x" is not a duration (write 15s, 1m30s, 1d)
                """),
            Refusal(
                "a part without a name, a key that is not known",
                CompositeSample.text("{rule: serial, of: [{slo: cart}, {x: 1}]}"),
                """
                nines.yml:9: slos[0].indicator.composite.of[1].x: unknown key (known: service, slo, weight)
                nines.yml:9: slos[0].indicator.composite.of[1]: slo is missing
                """),
        ])
    func `is refused for`(_ refusal: Refusal) { refusal.check() }
}
