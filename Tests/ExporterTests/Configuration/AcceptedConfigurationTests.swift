import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What accepted configurations mean.
@Suite struct AcceptedConfigurationTests {
    @Test func `every key of the designs example is read`() throws {
        let configuration = try Configuration.parse(
            """
            modules:                       # blackbox_exporter's grammar; a file with only modules is valid
              http_2xx: {prober: http, timeout: 5s, http: {method: GET}}
            targets:
              - name: checkout
                url: https://shop.example/health
                module: http_2xx
                interval: 15s
                job: shop
                labels: {team: payments}
            slos:
              - name: checkout-availability
                service: shop
                objective: 0.999
                window: 30d
                indicator: {probe: {target: checkout}}
              - name: checkout-latency
                service: shop
                objective: 0.99
                window: 30d
                indicator: {probe: {target: checkout, faster_than: 200ms}}
                alerting: {min_failures: 2}
            web: {listen: "127.0.0.1:9919"}
            state: {path: nines.db}
            """, file: "nines.yml")
        #expect(configuration.state == Configuration.State(path: "nines.db", setting: "nines.yml:23: state.path"))
        let module = Module(name: "http_2xx", timeout: .seconds(5))
        #expect(configuration.modules == ["http_2xx": module])
        #expect(
            configuration.targets == [
                Target(
                    name: "checkout", url: "https://shop.example/health", module: module, interval: .seconds(15),
                    job: "shop", labels: [("team", "payments")], timeout: .seconds(5))
            ])
        let month = SLOWindow.days(30)
        #expect(
            configuration.slos == [
                ProbeSLO(
                    definition: try SLODefinition(
                        name: "checkout-availability", service: "shop", objective: Objective(ratio: 0.999),
                        window: month),
                    target: "checkout"),
                ProbeSLO(
                    definition: try SLODefinition(
                        name: "checkout-latency", service: "shop", objective: Objective(ratio: 0.99), window: month),
                    target: "checkout", fasterThan: .milliseconds(200)),
            ])
        #expect(
            configuration.web
                == Configuration.Web(
                    listen: ListenAddress(host: "127.0.0.1", port: 9919), listenSetting: "nines.yml:22: web.listen"))
        #expect(configuration.warnings == [])
    }

    /// Compared with blackbox_exporter 0.23, which takes all but `ip6` and nothing for `ip4`.
    @Test(arguments: [
        ("", AddressPreference()), ("preferred_ip_protocol: ip4", AddressPreference(preferred: .ip4)),
        ("preferred_ip_protocol: ip6", AddressPreference(preferred: .ip6)),
        ("preferred_ip_protocol: ''", AddressPreference(preferred: .ip6)),
        ("preferred_ip_protocol: IP6", AddressPreference(preferred: .ip4)),
        ("preferred_ip_protocol: ipv6", AddressPreference(preferred: .ip4)),
        ("ip_protocol_fallback: true", AddressPreference(preferred: .ip6)),
        ("ip_protocol_fallback: false", AddressPreference(preferred: .ip6, fallback: false)),
        (
            "preferred_ip_protocol: ip4, ip_protocol_fallback: false",
            AddressPreference(preferred: .ip4, fallback: false)
        ),
        ("addresses: one", AddressPreference()), ("addresses: all", AddressPreference(all: true)),
        ("addresses: all, preferred_ip_protocol: ip4", AddressPreference(preferred: .ip4, all: true)),
    ])
    func `families are read as blackbox_exporter reads them`(_ keys: String, preference: AddressPreference) throws {
        let text = "modules: {m: {prober: http, http: {\(keys)}}}"
        #expect(try Configuration.parse(text, file: "nines.yml").modules["m"]?.http.addresses == preference)
    }

    @Test func `windows budgeting silence and maintenance are read`() throws {
        let configuration = try Configuration.parse(
            """
            targets: [{name: shop, url: 'http://shop.example/'}]
            slos:
              - name: availability
                service: shop
                objective: 0.99
                window: {calendar: quarter, time_zone: Europe/Berlin}
                budgeting: {timeslices: {length: 1m, objective: 0.95}}
                no_data: hold
                maintenance:
                  - {from: 2026-11-21T22:00:00Z, to: 2026-11-22T00:00:00+01:00}
                  - {every: day, at: "02:00", for: 30m}
                  - {every: week, on: sunday, at: "02:00", for: 2h, time_zone: Europe/Berlin}
                  - {every: month, on: 31, at: "00:00", for: 1d}
                indicator: {probe: {target: shop}}
              - name: ratios
                service: shop
                objective: 0.95
                window: {calendar: week}
                budgeting: {ratio_timeslices: {length: 5m}}
                indicator: {probe: {target: shop}}
            """, file: "nines.yml")
        let start = Timestamp(secondsSinceEpoch: 1_795_298_400)
        #expect(
            configuration.slos.map(\.definition) == [
                try SLODefinition(
                    name: "availability", service: "shop", objective: Objective(ratio: 0.99),
                    window: .calendar(CalendarWindow(.quarter, timeZone: "Europe/Berlin")),
                    budgeting: .timeslices(length: .seconds(60), objective: Objective(ratio: 0.95)), noData: .hold,
                    maintenance: [
                        .once(from: start, to: start.advanced(by: .seconds(3_600))),
                        .every(Recurrence(.daily, at: "02:00", for: .seconds(1_800))),
                        .every(
                            Recurrence(.weekly(.sunday), at: "02:00", for: .seconds(7_200), timeZone: "Europe/Berlin")),
                        .every(Recurrence(.monthly(day: 31), at: "00:00", for: .seconds(86_400))),
                    ]),
                try SLODefinition(
                    name: "ratios", service: "shop", objective: Objective(ratio: 0.95),
                    window: .calendar(CalendarWindow(.week)), budgeting: .ratioTimeslices(length: .seconds(300))),
            ])
    }

    @Test func `every key of a module is read`() throws {
        let configuration = try Configuration.parse(
            """
            modules:
              full:
                prober: http
                timeout: 1m30s
                http:
                  method: HEAD
                  headers:
                    Host: shop.example
                    X-Number: 1.10
                    X-Flag: yes
                    X-Empty: ''
                  valid_status_codes: [200, 404]
                  fail_if_body_matches_regexp: ['^+OK', (?i)error]
                  fail_if_body_not_matches_regexp: ["ready"]
                  follow_redirects: false
                  tls_config: {insecure_skip_verify: true, server_name: shop.internal}
            """, file: "nines.yml")
        var module = Module(name: "full", timeout: .seconds(90))
        module.http.method = "HEAD"
        module.http.headers = [
            HTTPModule.Header(name: "Host", value: "shop.example"),
            HTTPModule.Header(name: "X-Number", value: "1.10"),
            HTTPModule.Header(name: "X-Flag", value: "yes"),
            HTTPModule.Header(name: "X-Empty", value: ""),
        ]
        module.http.validStatusCodes = [200, 404]
        module.http.failIfBodyMatches = [try Pattern("^+OK"), try Pattern("(?i)error")]
        module.http.failIfBodyNotMatches = [try Pattern("ready")]
        module.http.followRedirects = false
        module.http.tls = TLSOptions(insecureSkipVerify: true, serverName: "shop.internal")
        #expect(configuration.modules == ["full": module, "http_2xx": .http2xx])
    }

    @Test func `every key of a tier is read`() throws {
        let configuration = try Configuration.parse(
            Sample.slo + """
                    description: Up.
                    alerting:
                      min_failures: 3
                      min_events: 10
                      tiers:
                        - {severity: page, factor: 14.4, long: 1h, short: 5m, for: 1m}
                        - {severity: ticket, factor: 1, long: 3d, short: 6h}
                """, file: "nines.yml")
        let definition = try #require(configuration.slos.first?.definition)
        #expect(definition.description == "Up.")
        #expect(
            definition.alerting
                == AlertPolicy(
                    tiers: [
                        try BurnRateTier(
                            severity: .page, factor: 14.4, longWindow: .seconds(3600), shortWindow: .seconds(300),
                            pending: .seconds(60)),
                        try BurnRateTier(
                            severity: .ticket, factor: 1, longWindow: .seconds(259_200), shortWindow: .seconds(21_600)),
                    ], minFailures: 3, minEvents: 10))
    }

    @Test func `default tiers are switched off by name`() throws {
        let configuration = try Configuration.parse(
            Sample.slo + """
                    alerting: {disable: [page 14.4, ticket], confidence: {level: 0.9, method: clopper_pearson}}
                """, file: "nines.yml")
        let alerting = try #require(configuration.slos.first?.definition.alerting)
        #expect(alerting.tiers.map(\.factor) == [6])
        #expect(try alerting.confidence == ConfidenceGuard(level: 0.9, method: .clopperPearson))
    }

    @Test func `a target needs only a name and a place`() throws {
        let targets = try Configuration.parse(
            """
            targets:
              - {name: a, target: 'a.example:8080'}
              - {name: b, target: 'b.example/health', interval: 3s}
              - {name: c, target: 'HTTPS://c.example'}
            """, file: "nines.yml"
        ).targets
        #expect(targets.map(\.url) == ["http://a.example:8080", "http://b.example/health", "HTTPS://c.example"])
        #expect(targets.map(\.interval) == [.seconds(15), .seconds(3), .seconds(15)])
        #expect(targets.map(\.timeout) == [.seconds(10), .seconds(3), .seconds(10)])
        #expect(targets.map(\.job) == ["nines", "nines", "nines"])
        #expect(targets.map(\.module) == [.http2xx, .http2xx, .http2xx])
    }

    @Test func `labels are sorted and empty ones left out`() throws {
        let target = try #require(
            try Configuration.parse(
                Sample.target + "    labels: {zone: 1, team: null, empty: '', env: no}\n", file: "nines.yml"
            ).targets.first)
        #expect(target.labels.map(\.name) == ["env", "team", "zone"])
        #expect(target.labels.map(\.value) == ["no", "null", "1"])
    }

    @Test func `a timeout of zero is no timeout`() throws {
        let configuration = try Configuration.parse(Sample.module + "    timeout: 0\n", file: "nines.yml")
        #expect(configuration.modules["m"]?.timeout == nil)
    }

    @Test func `the deprecated redirect key wins`() throws {
        let http = "    http: {follow_redirects: true, no_follow_redirects: true}\n"
        let configuration = try Configuration.parse(Sample.module + http, file: "nines.yml")
        #expect(configuration.modules["m"]?.http.followRedirects == false)
    }

    @Test(arguments: ["{}", "modules: {}", "modules:\n", "targets:\nslos: ~\nweb: null\n", "\u{FEFF}targets: []\r\n"])
    func `sections may be empty or absent`(text: String) throws {
        let configuration = try Configuration.parse(text, file: "nines.yml")
        #expect(configuration.modules == ["http_2xx": .http2xx])
        #expect(configuration.targets.isEmpty && configuration.slos.isEmpty)
        #expect(configuration.web.listen == .default)
    }

    @Test func `anchors aliases and merge keys are resolved`() throws {
        let configuration = try Configuration.parse(
            """
            modules:
              base: &base {prober: http, timeout: &short 3s, http: {method: HEAD}}
              slower: {<<: *base, timeout: 4s}
              other:
                <<: [{timeout: 2s}, *base]
            targets:
              - {name: a, url: http://a.example/*, interval: *short, labels: {pattern: "*.example"}}
            """, file: "nines.yml")
        #expect(configuration.modules["slower"]?.timeout == .seconds(4))
        #expect(configuration.modules["slower"]?.http.method == "HEAD")
        #expect(configuration.modules["other"]?.timeout == .seconds(2))
        #expect(configuration.modules["other"]?.http.method == "HEAD")
        #expect(configuration.targets.first?.interval == .seconds(3))
        #expect(configuration.targets.first?.url == "http://a.example/*")
        #expect(configuration.targets.first?.labels.first?.value == "*.example")
    }
}
