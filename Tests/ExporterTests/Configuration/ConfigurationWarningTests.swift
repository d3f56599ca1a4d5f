import Testing

@testable import nines

/// What is accepted with a word of warning.
@Suite struct ConfigurationWarningTests {
    @Test func `tiers of a seldom probed target`() {
        #expect(
            outcome(
                of: """
                    targets:
                      - {name: a, url: http://a.example/, interval: 15m}
                    slos:
                      - name: x
                        service: s
                        objective: 0.99
                        window: 30d
                        indicator: {probe: {target: a}}
                        alerting:
                          min_failures: 10
                          min_events: 20
                          tiers:
                            - {severity: page, factor: 14.4, long: 1h, short: 5m}
                            - {severity: page, factor: 14.4, long: 4h, short: 5m}
                            - {severity: page, factor: 2, long: 6h, short: 5m}
                            - {severity: ticket, factor: 2, long: 6d, short: 5m}
                    """) == """
                    accepted
                    nines.yml:13: slos[0].alerting.tiers[0]: the page tier over 1h sees 4 probes of target "a" \
                    (every 15m), fewer than min_failures 10: it cannot fire
                    nines.yml:14: slos[0].alerting.tiers[1]: the page tier over 4h sees 16 probes of target "a" \
                    (every 15m), fewer than min_events 20: it cannot fire
                    nines.yml:15: slos[0].alerting.tiers[2]: the page tier over 6h sees 24 probes of target "a" \
                    (every 15m), fewer than the 50 that keep one failure below factor 2 at objective 0.99: it \
                    fires at 10 failures
                    """)
    }

    @Test func `a family that is written otherwise than blackbox_exporter reads it`() {
        let text = """
            modules:
              a: {prober: http, http: {preferred_ip_protocol: ip6}}
              b: {prober: http, http: {preferred_ip_protocol: ipv6}}
            """
        #expect(
            outcome(of: text) == """
                accepted
                nines.yml:3: modules.b.http.preferred_ip_protocol: "ipv6" means ip4, as all but ip6 does in \
                blackbox_exporter (write ip4 or ip6)
                """)
    }

    @Test func `a header in whose place oauth2 sends its token`() {
        let text = """
            modules:
              m:
                prober: http
                http:
                  headers: {authorization: Bearer x}
                  oauth2: {client_id: me, client_secret: s3cret, token_url: "https://login.example/token"}
            """
        #expect(
            outcome(of: text) == """
                accepted
                nines.yml:5: modules.m.http.headers: Authorization is not sent: oauth2 sends its token there
                """)
    }

    @Test func `the default tiers at a high objective`() {
        #expect(
            outcome(of: Sample.slo(objective: "0.9999")) == """
                accepted
                nines.yml:5: slos[0]: the page tier over 1h sees 240 probes of target "shop" (every 15s), \
                fewer than the 695 that keep one failure below factor 14.4 at objective 0.9999: it fires at 2 failures
                nines.yml:5: slos[0]: the page tier over 6h sees 1440 probes of target "shop" (every 15s), \
                fewer than the 1667 that keep one failure below factor 6 at objective 0.9999: it fires at 2 failures
                """)
    }

    @Test func `the default tiers at a low objective`() {
        #expect(
            outcome(of: Sample.slo(objective: "0.9")) == """
                accepted
                nines.yml:5: slos[0]: the default page tier of factor 14.4 is left out: at objective 0.9 the highest \
                burn rate is 10, so it could never fire (alerting: {disable: [page 14.4]} says so too, without a warning)
                """)
        // What is switched off may be out of reach; what is written down may not.
        let disabled = Sample.slo(objective: "0.9") + "    alerting: {disable: [page 14.4, page 6]}\n"
        #expect(outcome(of: disabled) == "accepted")
    }

    @Test func `a threshold that no successful probe exceeds`() {
        #expect(
            outcome(of: Sample.slo(probe: "{target: shop, faster_than: 10s}")) == """
                accepted
                nines.yml:9: slos[0].indicator.probe.faster_than: 10s is not below the timeout 10s of target "shop": \
                no successful probe is too slow
                """)
        #expect(outcome(of: Sample.slo(probe: "{target: shop, faster_than: 9999ms}")) == "accepted")
    }

    @Test func `the deprecated redirect key`() {
        #expect(
            outcome(of: Sample.module + "    http: {no_follow_redirects: true}\n") == """
                accepted
                nines.yml:4: modules.m.http.no_follow_redirects: deprecated, and wins over follow_redirects (write \
                follow_redirects: false)
                """)
    }

    @Test func `the defaults draw no warning`() {
        #expect(outcome(of: Sample.slo) == "accepted")
    }
}
