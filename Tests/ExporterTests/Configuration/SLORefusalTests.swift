import Testing

@testable import nines

/// What is refused of `slos`.
@Suite struct SLORefusalTests {
    @Test(arguments: refusals)
    func `refused with the whole message`(_ refusal: Refusal) {
        refusal.check()
    }

    static let refusals = [
        Refusal(
            "an SLO without anything",
            """
            slos:
              - {}
            """,
            """
            nines.yml:2: slos[0]: name is missing
            nines.yml:2: slos[0]: service is missing
            nines.yml:2: slos[0]: objective is missing
            nines.yml:2: slos[0]: window is missing
            nines.yml:2: slos[0]: indicator is missing
            """),
        Refusal(
            "a percentage as objective",
            Sample.slo(objective: "99.9"),
            """
            nines.yml:7: slos[0].objective: "99.9" is not a ratio between 0 and 1 (write 0.999, not 99.9)
            """),
        Refusal(
            "a percentage with its sign",
            Sample.slo(objective: "99.95%"),
            """
            nines.yml:7: slos[0].objective: "99.95%" is not a ratio between 0 and 1 (write 0.9995, not 99.95%)
            """),
        Refusal(
            "an objective of 1",
            Sample.slo(objective: "1"),
            """
            nines.yml:7: slos[0].objective: 1: it must be a ratio above 0 and below 1, such as 0.999
            """),
        Refusal(
            "an objective of 100",
            Sample.slo(objective: "100"),
            """
            nines.yml:7: slos[0].objective: 100: it must be a ratio above 0 and below 1, such as 0.999
            """),
        Refusal(
            "an objective of 0",
            Sample.slo(objective: "0"),
            """
            nines.yml:7: slos[0].objective: 0: it must be a ratio above 0 and below 1, such as 0.999
            """),
        Refusal(
            "an objective that is no number",
            Sample.slo(objective: "high"),
            """
            nines.yml:7: slos[0].objective: "high" is not a number
            """),
        Refusal(
            "an objective that rounds to 1",
            Sample.slo(objective: "0.9999999999"),
            """
            nines.yml:7: slos[0].objective: 0.9999999999: it must be in 0.000000001...0.999999999, in steps of \
            0.000000001
            """),
        Refusal(
            "an objective that is not finite",
            Sample.slo(objective: ".nan"),
            """
            nines.yml:7: slos[0].objective: ".nan" is not a number
            """),
        Refusal(
            "a window that is no duration",
            Sample.slo(window: "month"),
            """
            nines.yml:8: slos[0].window: "month" is not a duration (write 15s, 1m30s, 1d)
            """),
        Refusal(
            "a window below a minute",
            Sample.slo(window: "30s"),
            """
            nines.yml:8: slos[0].window: 30s: it must be whole seconds, at least 1m and at most 366d
            """),
        Refusal(
            "a calendar that is none, in no time zone",
            Sample.slo(window: "{calendar: moon, time_zone: Europe/Atlantis}"),
            """
            nines.yml:8: slos[0].window.calendar: "moon" is not one of week, month, quarter, year
            """),
        Refusal(
            "a time zone that the machine does not know",
            Sample.slo(window: "{calendar: month, time_zone: Europe/Atlantis}"),
            """
            nines.yml:8: slos[0].window.time_zone: "Europe/Atlantis": it must be a name of the IANA time zone database, \
            such as Europe/Berlin or UTC
            """),
        Refusal(
            "budgeting, silence and maintenance that break their rules",
            Sample.slo(
                window: """
                    30d
                        budgeting: {timeslices: {length: 1m}}
                        no_data: maybe
                        maintenance:
                          - {from: yesterday, to: 2026-11-21T22:00:00Z}
                          - {every: week, at: "02:00", for: 2h}
                          - {every: day, at: "25:00", for: 2h}
                          - {every: month, on: 32, at: "02:00", for: 2h}
                          - {from: 2026-11-22T00:00:00Z, to: 2026-11-21T00:00:00Z}
                    """),
            """
            nines.yml:9: slos[0].budgeting.timeslices: objective is missing
            nines.yml:10: slos[0].no_data: "maybe" is not one of ignore, good, bad, hold
            nines.yml:12: slos[0].maintenance[0].from: "yesterday" is not a time such as 2026-11-21T22:00:00Z (RFC 3339)
            nines.yml:13: slos[0].maintenance[1]: on is missing (every: week on line 13 needs it)
            nines.yml:14: slos[0].maintenance[2].at: "25:00": it must be a time of day from 00:00 to 23:59
            nines.yml:15: slos[0].maintenance[3].on: "32" is not a whole number from 1 to 31
            nines.yml:16: slos[0].maintenance[4].to: 2026-11-21T00:00:00Z: it must be after from 2026-11-22T00:00:00Z
            """),
        Refusal(
            "an indicator without a probe",
            Sample.slo(indicator: "{}"),
            """
            nines.yml:9: slos[0].indicator: one of probe, events, latency, availability, \
            ratio, threshold, throughput, freshness or composite is missing
            """),
        Refusal(
            "an indicator of another kind",
            Sample.slo(indicator: "{query: up}"),
            """
            nines.yml:9: slos[0].indicator.query: unknown key (known: probe, events, latency, availability, ratio, \
            threshold, throughput, freshness, composite)
            nines.yml:9: slos[0].indicator: one of probe, events, latency, availability, \
            ratio, threshold, throughput, freshness or composite is missing
            """),
        Refusal(
            "an indicator that Prometheus computes",
            Sample.slo(indicator: "{events: {bad: b, total: t}}"),
            """
            nines.yml:9: slos[0].indicator.events: is for Prometheus (nines slo rules makes rules of it); here only a \
            probe is counted
            """),
        Refusal(
            "a target that does not exist",
            Sample.slo(indicator: "{probe: {target: shp}}"),
            """
            nines.yml:9: slos[0].indicator.probe.target: "shp" is not the name of a target (did you mean shop?)
            """),
        Refusal(
            "a threshold of nothing",
            Sample.slo(indicator: "{probe: {target: shop, faster_than: 0s}}"),
            """
            nines.yml:9: slos[0].indicator.probe.faster_than: "0s" is shorter than 1ms
            """),
        Refusal(
            "texts that rules could not carry",
            Sample.slo
                + """
                    labels: {a b: c}
                    owner: [payments]
                    alerting: {page: {annotations: none}}
                """,
            """
            nines.yml:10: slos[0].labels."a b": not a label name (letters, digits and _, beginning with a letter or _)
            nines.yml:11: slos[0].owner: must be text, not a list
            nines.yml:12: slos[0].alerting.page.annotations: must be a mapping, not a scalar
            """),
        Refusal(
            "two SLOs of one name and service",
            Sample.slo + Sample.secondSLO,
            """
            nines.yml:10: slos[1].name: "up" of service "shop" is slos[0] on line 5 too
            """),
        Refusal(
            "a min_failures of 0",
            Sample.slo
                + """
                    alerting: {min_failures: 0}
                """,
            """
            nines.yml:10: slos[0].alerting.min_failures: "0" is not a whole number of at least 1
            """),
        Refusal(
            "a min_events that is no number",
            Sample.slo
                + """
                    alerting: {min_events: -1}
                """,
            """
            nines.yml:10: slos[0].alerting.min_events: "-1" is not a whole number of at least 0
            """),
        Refusal(
            "a confidence in percent",
            Sample.slo
                + """
                    alerting: {confidence: 95}
                """,
            """
            nines.yml:10: slos[0].alerting.confidence: 95: it must be at least 0.5 and below 1, such as 0.95
            """),
        Refusal(
            "a confidence by a method of somebody else",
            Sample.slo
                + """
                    alerting: {confidence: {level: 0.95, method: wilson}}
                """,
            """
            nines.yml:10: slos[0].alerting.confidence.method: "wilson" is not one of jeffreys, clopper_pearson
            """),
        Refusal(
            "a tier switched off that is not there",
            Sample.slo
                + """
                    alerting: {disable: [ticket, page 14]}
                """,
            """
            nines.yml:10: slos[0].alerting.disable[1]: "page 14": there is no such tier; there are "page 14.4", \
            "page 6", "ticket 3", "ticket 1"
            """),
        Refusal(
            "something switched off that is no tier",
            Sample.slo
                + """
                    alerting: {disable: [pages]}
                """,
            """
            nines.yml:10: slos[0].alerting.disable[0]: "pages" is no tier (write page or ticket, or one of them and a \
            factor: page 14.4)
            """),
        Refusal(
            "a tier without its parts",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - {}
                """,
            """
            nines.yml:12: slos[0].alerting.tiers[0]: severity is missing
            nines.yml:12: slos[0].alerting.tiers[0]: factor is missing
            nines.yml:12: slos[0].alerting.tiers[0]: long is missing
            nines.yml:12: slos[0].alerting.tiers[0]: short is missing
            """),
        Refusal(
            "a severity of somebody else",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - {severity: critical, factor: 14.4, long: 1h, short: 5m}
                """,
            """
            nines.yml:12: slos[0].alerting.tiers[0].severity: "critical" is not one of page, ticket
            """),
        Refusal(
            "a short window above the long one",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - severity: page
                          factor: 14.4
                          long: 5m
                          short: 1h
                """,
            """
            nines.yml:15: slos[0].alerting.tiers[0].short: 1h: it must be shorter than long 5m
            """),
        Refusal(
            "a long window above the SLO's",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - {severity: page, factor: 14.4, long: 1h, short: 5m}
                        - severity: ticket
                          factor: 1
                          long: 60d
                          short: 5d
                """,
            """
            nines.yml:15: slos[0].alerting.tiers[1].long: 60d: it must not be longer than the SLO's window 30d
            """),
        Refusal(
            "a factor out of reach",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - severity: page
                          factor: 2000
                          long: 1h
                          short: 5m
                """,
            """
            nines.yml:13: slos[0].alerting.tiers[0].factor: 2000: no burn rate exceeds it at objective 0.999, \
            where the highest is 1000; it can be exceeded from objective 0.999500001 on
            """),
        Refusal(
            "a factor that is not positive",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - {severity: page, factor: -1, long: 1h, short: 5m}
                """,
            """
            nines.yml:12: slos[0].alerting.tiers[0].factor: -1: it must be above 0 and below 1000000000, in \
            steps of 0.000001
            """),
        Refusal(
            "two tiers that export the same",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - {severity: page, factor: 14.4, long: 1h, short: 5m}
                        - severity: page
                          factor: 6
                          long: 1h
                          short: 5m
                """,
            """
            nines.yml:15: slos[0].alerting.tiers[1].long: 1h: two page tiers have it; severity and long window \
            together must be unique
            """),
        Refusal(
            "Prometheus' name of a tier's window",
            Sample.slo
                + """
                    alerting:
                      tiers:
                        - {severity: page, factor: 14.4, long_window: 1h, short: 5m}
                """,
            """
            nines.yml:12: slos[0].alerting.tiers[0].long_window: unknown key (known: severity, factor, long, \
            short, for)
            nines.yml:12: slos[0].alerting.tiers[0]: long is missing
            """),
    ]
}
