import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// `${NAME}` in values.
@Suite struct EnvironmentConfigurationTests {
    private static let environment = [
        "HOST": "shop.example", "EVERY": "30s", "TRAP": "a, b: {c: d}", "KEY": "s3cret word",
    ]

    private static func outcome(_ text: String) -> String {
        do {
            _ = try Configuration.parse(text, file: "nines.yml", environment: environment)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test func `values are replaced and keys and structure are not`() throws {
        let configuration = try Configuration.parse(
            """
            targets:
              - name: shop ${TRAP}
                url: http://${HOST}/
                interval: ${EVERY}
                labels: {team: "${TEAM:-payments}", price: "$${HOST}"}
            """, file: "nines.yml", environment: Self.environment)
        let target = try #require(configuration.targets.first)
        #expect(target.name == "shop a, b: {c: d}" && target.url == "http://shop.example/")
        #expect(target.interval == .seconds(30))
        #expect(target.labels.map(\.value) == ["${HOST}", "payments"])
    }

    @Test func `modules and patterns are taken as they are written, unless the file says otherwise`() throws {
        let text = """
            modules:
              m: {prober: http, http: {headers: {X: "${HOST}"}, fail_if_body_matches_regexp: ["^${HOST}"]}}
            targets:
              - {name: a, url: http://a/, module: m, http: {fail_if_body_not_matches_regexp: ["${HOST}$"]}}
            """
        func http(_ text: String) throws -> HTTPModule? {
            try Configuration.parse(text, file: "nines.yml", environment: Self.environment).targets.first?.module.http
        }
        let written = try #require(try http(text))
        #expect(written.headers.map(\.value) == ["${HOST}"])
        #expect(
            (written.failIfBodyMatches + written.failIfBodyNotMatches).map(\.description) == ["^${HOST}", "${HOST}$"])
        let replaced = try #require(try http("environment: true\n" + text))
        #expect(replaced.headers.map(\.value) == ["shop.example"])
        #expect(
            (replaced.failIfBodyMatches + replaced.failIfBodyNotMatches).map(\.description)
                == ["^shop.example", "shop.example$"])
    }

    @Test func `what is not set is named, and no value is shown`() {
        #expect(
            Self.outcome(
                """
                targets:
                  - name: shop
                    url: http://${HOTS}/
                    interval: ${KEY}
                    timeout: ${TIMEOUT:-soon}
                    job: ${
                """) == """
                    nines.yml:3: targets[0].url: the variable HOTS of the environment is not set (write ${HOTS:-default} for a \
                    default)
                    nines.yml:4: targets[0].interval: "${KEY}" is not a duration (write 15s, 1m30s, 1d)
                    nines.yml:5: targets[0].timeout: "${TIMEOUT:-soon}" is not a duration (write 15s, 1m30s, 1d)
                    nines.yml:6: targets[0].job: has a ${ without a name (write ${NAME}, ${NAME:-default}, or $${ for the text)
                    """)
    }

    @Test func `documents of SLOs have it too`() throws {
        let text = """
            slos:
              - {name: up, service: "${KEY}", objective: 0.99, window: 30d, indicator: {probe: {target: shop}}}
            """
        let set = try SLODocumentSet.parse([("slos.yml", text)], environment: Self.environment)
        #expect(set.files.flatMap(\.slos).map(\.document.definition.service) == ["s3cret word"])
    }
}
