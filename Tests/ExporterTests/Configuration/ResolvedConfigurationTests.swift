import Testing

@testable import nines

/// What applies to a target: its own keys, the file's defaults, its module's keys.
@Suite struct ResolvedConfigurationTests {
    private static let text = """
        x-quick: &quick {interval: 5s}
        modules:
          api:
            prober: http
            timeout: 4s
            http:
              headers: {Accept: application/json, authorization: Bearer s3cret}
              valid_status_codes: [200, 204]
              tls_config: {server_name: api.internal}
        defaults:
          timeout: 2s
          job: shop
          labels: {region: eu, team: nobody}
        targets:
          - name: plain
            url: http://shop.example/
            labels: {team: payments}
          - <<: *quick
            name: api
            url: https://api.example/
            module: api
            http:
              headers: {Accept: text/plain}
              valid_status_codes: [201]
              tls_config: {insecure_skip_verify: true}
          - name: patient
            target: shop.example:8080
            module: api
            timeout: 10s
        """

    @Test func `a target's own keys win over its module's, and those over the defaults`() throws {
        let targets = try Configuration.parse(Self.text, file: "nines.yml").targets
        #expect(targets.map(\.timeout) == [.seconds(2), .seconds(4), .seconds(10)])
        #expect(targets.map(\.interval) == [.seconds(15), .seconds(5), .seconds(15)])
        #expect(targets.map(\.job) == ["shop", "shop", "shop"])
        #expect(targets[0].labels.map { "\($0.name)=\($0.value)" } == ["region=eu", "team=payments"])
        let http = targets[1].module.http
        #expect(http.headers.map(\.name) == ["authorization", "Accept"])
        #expect(http.headers.map(\.value) == ["Bearer s3cret", "text/plain"])
        #expect(http.validStatusCodes == [201])
        #expect(http.tls == TLSOptions(insecureSkipVerify: true, serverName: "api.internal"))
        #expect(targets[2].module.http.validStatusCodes == [200, 204])
    }

    @Test func `everything in its place is printed, and no secret`() throws {
        let resolved = try Configuration.resolved(Self.text, file: "nines.yml")
        #expect(
            resolved == """
                modules:
                  api:
                    prober: http
                    timeout: 4s
                    http:
                      method: GET
                      headers:
                        Accept: application/json
                        authorization: "<secret>"
                      valid_status_codes: [200, 204]
                      follow_redirects: true
                      addresses: one
                      tls_config:
                        insecure_skip_verify: false
                        server_name: api.internal
                targets:
                  - name: plain
                    url: http://shop.example/
                    module: http_2xx
                    interval: 15s
                    timeout: 2s
                    job: shop
                    labels:
                      region: eu
                      team: payments
                    failure_threshold: 1
                    success_threshold: 1
                    retries: 0
                    retry_pause: 1s
                    http:
                      method: GET
                      follow_redirects: true
                      addresses: one
                  - name: api
                    url: https://api.example/
                    module: api
                    interval: 5s
                    timeout: 4s
                    job: shop
                    labels:
                      region: eu
                      team: nobody
                    failure_threshold: 1
                    success_threshold: 1
                    retries: 0
                    retry_pause: 1s
                    http:
                      method: GET
                      headers:
                        authorization: "<secret>"
                        Accept: text/plain
                      valid_status_codes: [201]
                      follow_redirects: true
                      addresses: one
                      tls_config:
                        insecure_skip_verify: true
                        server_name: api.internal
                  - name: patient
                    target: http://shop.example:8080
                    module: api
                    interval: 15s
                    timeout: 10s
                    job: shop
                    labels:
                      region: eu
                      team: nobody
                    failure_threshold: 1
                    success_threshold: 1
                    retries: 0
                    retry_pause: 1s
                    http:
                      method: GET
                      headers:
                        Accept: application/json
                        authorization: "<secret>"
                      valid_status_codes: [200, 204]
                      follow_redirects: true
                      addresses: one
                      tls_config:
                        insecure_skip_verify: false
                        server_name: api.internal

                """)
    }

    /// The names of files with secrets are hidden too, so there is none.
    @Test(
        arguments: Specimen.all.prefix(1).map { $0.text.replacing("client_secret_file:", with: "client_secret:") }
            + [Self.text])
    func `what is printed is a configuration that says the same`(text: String) throws {
        let once = try Configuration.resolved(text, file: "nines.yml")
        #expect(try Configuration.resolved(once, file: "nines.yml") == once)
        let (one, other) = (
            try Configuration.parse(text, file: "nines.yml"), try Configuration.parse(once, file: "nines.yml")
        )
        #expect(one.slos == other.slos && one.composites == other.composites && one.web.listen == other.web.listen)
        #expect(one.targets.map(\.timeout) == other.targets.map(\.timeout))
        #expect(one.targets.map(\.module.http.validStatusCodes) == other.targets.map(\.module.http.validStatusCodes))
        #expect(one.targets.map(\.module.http.failIfBodyMatches) == other.targets.map(\.module.http.failIfBodyMatches))
    }

    @Test(
        arguments: [
            Refusal(
                "mistakes of defaults and overrides, where they are written",
                """
                defaults: {interval: 1ms, url: http://a/}
                targets:
                  - {name: a, url: http://a/, timeout: 5, http: {method: GET IT, metod: x}}
                """,
                """
                nines.yml:1: defaults.interval: "1ms" is shorter than 100ms
                nines.yml:1: defaults.url: unknown key (known: module, interval, timeout, job, labels, \
                failure_threshold, success_threshold, retries, retry_pause, degraded_after, certificate_expires_within)
                nines.yml:3: targets[0].timeout: "5" has no unit (write 15s, 1m30s, 1d)
                nines.yml:3: targets[0].http.method: "GET IT" is not an HTTP method
                nines.yml:3: targets[0].http.metod: unknown key (did you mean method?)
                """),
            Refusal(
                "a default module that is none",
                """
                defaults:
                  module: api
                targets:
                  - {name: a, url: http://a/}
                """,
                """
                nines.yml:2: defaults.module: "api" is not a module of this file (known: http_2xx)
                """),
            Refusal(
                "a default interval below a target's own timeout",
                """
                defaults:
                  interval: 1s
                targets:
                  - {name: a, url: http://a/, timeout: 2s}
                """,
                """
                nines.yml:2: defaults.interval: 1s is shorter than the timeout 2s on line 4
                """),
            Refusal(
                "keys of the user's in a mapping that has none",
                """
                targets:
                  - {name: a, url: http://a/, x-note: mine}
                """,
                """
                nines.yml:2: targets[0].x-note: unknown key (known: name, url, target, instance, module, interval, timeout, job, \
                labels, failure_threshold, success_threshold, retries, retry_pause, degraded_after, \
                certificate_expires_within, depends_on, maintenance, http)
                """),
        ])
    func `refused with the whole message`(_ refusal: Refusal) { refusal.check() }

    @Test func `texts that look like something else are in quotes`() {
        let texts = [
            "yes", "1.10", "a b", "", "a: b", "#", "null", "a\"\n\u{1}", "http://a/?b", "<secret>", "200ms", "é",
        ]
        #expect(
            YAMLOutput.text(.list(texts.map(YAMLNode.text))) == #"""
                ["yes", "1.10", "a b", "", "a: b", "#", "null", "a\"\n\U00000001", "http://a/?b", "<secret>", 200ms, "é"]

                """#)
    }
}
