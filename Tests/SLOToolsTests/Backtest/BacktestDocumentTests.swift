import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@Suite struct BacktestDocumentTests {
    @Test func `a report as JSON`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(try BacktestGolden.report(["eager"])), as: UTF8.self)
        #expect(
            text == """
                {
                  "history" : {
                    "bad" : 1500,
                    "end" : "2027-01-15T08:30:00Z",
                    "good" : 16500,
                    "start" : "2027-01-15T08:00:00Z",
                    "watched_seconds" : 1800
                  },
                  "incidents" : [
                    {
                      "bad" : 1500,
                      "budget_spent_ratio" : 0.1736111111111111,
                      "end" : "2027-01-15T08:15:00Z",
                      "good" : 1500,
                      "start" : "2027-01-15T08:10:00Z"
                    }
                  ],
                  "objective" : 0.99,
                  "policies" : [
                    {
                      "advice" : [
                        {
                          "kind" : "below_one",
                          "message" : "page 10m/2m 0.9: it fires at a burn rate below 1, with which the objective is kept"
                        }
                      ],
                      "alerts" : [
                        {
                          "fired_at" : "2027-01-15T08:10:12Z",
                          "long" : "10m",
                          "reset_at" : "2027-01-15T08:17:00Z",
                          "severity" : "page"
                        }
                      ],
                      "budget_remaining_ratio" : 0.826388888888889,
                      "name" : "eager",
                      "policy" : {
                        "min_events" : 0,
                        "min_failures" : 1,
                        "tiers" : [
                          {
                            "factor" : 0.9,
                            "long" : "10m",
                            "severity" : "page",
                            "short" : "2m"
                          }
                        ]
                      },
                      "scores" : [
                        {
                          "alerts" : 1,
                          "detections" : [
                            {
                              "budget_spent_ratio" : 0.006944444444444444,
                              "detection_seconds" : 12,
                              "incident" : 1,
                              "reset_seconds" : 120
                            }
                          ],
                          "false_alerts_per_30_days" : 0,
                          "precision" : 1,
                          "recall" : 1,
                          "severity" : "page",
                          "significant_ratio" : 0.1
                        },
                        {
                          "alerts" : 1,
                          "detections" : [
                            {
                              "budget_spent_ratio" : 0.006944444444444444,
                              "detection_seconds" : 12,
                              "incident" : 1,
                              "reset_seconds" : 120
                            }
                          ],
                          "false_alerts_per_30_days" : 0,
                          "precision" : 1,
                          "recall" : 1,
                          "severity" : "page",
                          "significant_ratio" : 0.1,
                          "tier" : {
                            "factor" : 0.9,
                            "long" : "10m",
                            "severity" : "page",
                            "short" : "2m"
                          }
                        }
                      ]
                    }
                  ],
                  "service" : "shop",
                  "slo" : "a<b",
                  "window_seconds" : 86400
                }
                """)
    }

    @Test func `a report as a picture`() throws {
        let svg = try #require(try BacktestGolden.report(["eager"]).svg)
        // The style sheet is the same for all.
        let style = try #require(svg.range(of: "<style>(?s:.*)</style>", options: .regularExpression))
        #expect(
            svg.replacingCharacters(in: style, with: "<style/>") == """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 508" width="1000" height="508" role="img">
                <title>Backtest of shop/a&lt;b</title>
                <style/>
                <rect width="100%" height="100%" class="paper"/>
                <g transform="translate(0 0)">
                <text x="64" y="26" class="title">shop/a&lt;b, objective 99% over 1d: policy eager</text>
                <path d="M64 48L64 460" class="grid"/>
                <text x="64" y="476" text-anchor="middle">08:00</text>
                <path d="M185 48L185 460" class="grid"/>
                <text x="185" y="476" text-anchor="middle">08:05</text>
                <path d="M306 48L306 460" class="grid"/>
                <text x="306" y="476" text-anchor="middle">08:10</text>
                <path d="M427 48L427 460" class="grid"/>
                <text x="427" y="476" text-anchor="middle">08:15</text>
                <path d="M548 48L548 460" class="grid"/>
                <text x="548" y="476" text-anchor="middle">08:20</text>
                <path d="M669 48L669 460" class="grid"/>
                <text x="669" y="476" text-anchor="middle">08:25</text>
                <path d="M790 48L790 460" class="grid"/>
                <text x="790" y="476" text-anchor="middle">08:30</text>
                <text x="427" y="496" text-anchor="middle">time (UTC)</text>
                <path d="M64 288L790 288" class="grid"/>
                <text x="58" y="292" text-anchor="end">0.1</text>
                <path d="M64 208L790 208" class="grid"/>
                <text x="58" y="212" text-anchor="end">1</text>
                <path d="M64 128L790 128" class="grid"/>
                <text x="58" y="132" text-anchor="end">10</text>
                <path d="M64 48L790 48" class="grid"/>
                <text x="58" y="52" text-anchor="end">100</text>
                <text transform="translate(16 168) rotate(-90)" text-anchor="middle">burn rate (log)</text>
                <path d="M65.6 288L299.5 288L307.6 246.2L315.7 183.9L323.7 162.9L331.8 149.8L339.9 140.4L347.9 133L356 126.9L364.1 121.7L372.1 117.1L380.2 113.1L388.3 109.6L396.3 106.3L404.4 103.3L412.5 100.6L420.5 98.1L428.6 96.2L541.5 96.2L549.6 96.6L557.7 99.1L565.7 101.7L573.8 104.5L581.9 107.6L589.9 111L598 114.7L606.1 118.9L614.1 123.7L622.2 129.2L630.3 135.8L638.3 143.9L646.4 154.5L654.5 169.8L662.5 198L670.6 288L783.5 288" class="long c0"/>
                <path d="M65.6 288L299.5 288L307.6 190.3L315.7 128L323.7 106.9L331.8 93.9L339.9 84.5L347.9 77.1L356 72.1L420.5 72.1L428.6 73.3L436.7 79.8L444.7 88L452.8 98.6L460.9 113.9L468.9 142.1L477 288L783.5 288" class="short c0"/>
                <path d="M64 211.7L790 211.7" class="factor c0"/>
                <text x="798" y="215.7" class="label c0">page 10m/2m 0.9</text>
                <text x="790" y="40" text-anchor="end">solid: long window, thin: short window</text>
                <path d="M64 396L790 396" class="zero"/>
                <text x="58" y="400" text-anchor="end">0%</text>
                <path d="M64 316L790 316" class="grid"/>
                <text x="58" y="320" text-anchor="end">100%</text>
                <path d="M65.6 316L299.5 316L307.6 316.2L315.7 317.1L323.7 318L331.8 319L339.9 319.9L347.9 320.8L356 321.7L364.1 322.7L372.1 323.6L380.2 324.5L388.3 325.4L396.3 326.4L404.4 327.3L412.5 328.2L420.5 329.1L428.6 329.9L783.5 329.9" class="budget"/>
                <text x="798" y="360">error budget left</text>
                <rect x="306" y="427" width="121" height="12" class="bar"/>
                <path d="M64 442L790 442" class="grid"/>
                <text x="798" y="437">incidents</text>
                <rect x="310.8" y="445" width="164.6" height="12" class="bar c0"/>
                <path d="M64 460L790 460" class="grid"/>
                <text x="798" y="455" class="label c0">page 10m</text>
                <text transform="translate(16 442) rotate(-90)" text-anchor="middle">firing</text>
                </g>
                </svg>
                """)
    }

    @Test func `without a timeline there is no picture`() throws {
        let definition = try SLODefinition(
            name: "a", service: "shop", objective: Objective(ratio: 0.99), window: .days(1))
        let history = try History([])
        let report = try Backtest(of: definition, over: history).report(comparing: [
            NamedPolicy("own", definition.alerting)
        ])
        #expect(report.svg == nil)
        #expect(report.text.hasPrefix("Backtest of shop/a\n\nObjective 99% over 1d. No history."))
    }
}
