import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// A document in which every key of a grammar occurs, with the reader and the schema that are to agree about it.
struct Specimen: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let root: any SectionKeys.Type
    let schema: JSON
    let text: String
    /// The problems of a text; empty when it is accepted.
    let problems: @Sendable (String) -> [ConfigurationProblem]

    /// A file with a certificate and its key, which belong together.
    private static let identity: String = {
        let file = FileManager.default.temporaryDirectory.appending(path: "nines-specimen-\(getpid()).pem").path()
        let pem = try? TestAuthority.pem(TestAuthority().root)
        try? pem?.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }()

    static let all = [configuration, document]

    /// The document in pieces that are documents too, with one SLO each or none: a thousand variants of the whole would
    /// take their time.
    func parts() throws -> [JSON] {
        guard case .object(let members) = try JSON(YAMLDocument.parse(text, file: testDescription)),
            case .array(let slos) = members["slos"]
        else { return [] }
        // What SLOs of the specimens need of the rest.
        let needed = members.merging(["modules": [:], "targets": [Self.target]]) { $1 }.filter {
            ["modules", "targets"].contains($0.key)
        }
        let rest = members.filter { $0.key != "slos" }
        return [.object(rest)]
            + slos.map { slo in
                .object(needed.merging(["slos": .array([slo] + slos.filter { Self.isPart($0, of: slo) })]) { $1 })
            }
    }

    private static func isPart(_ slo: JSON, of composite: JSON) -> Bool {
        guard case .array(let parts) = composite["indicator"]?["composite"]?["of"] else { return false }
        return parts.contains { $0["slo"] == slo["name"] }
    }

    private static let target: JSON = ["name": "shop", "url": "http://shop.example/"]

    static let configuration = Specimen(
        testDescription: "configuration", root: RootKeys.self, schema: JSONSchema.ofConfiguration,
        text: """
            modules:
              full:
                prober: http
                timeout: 1m30s
                http:
                  method: HEAD
                  headers: {Host: shop.example, X-Number: 1.10, X-Empty: ''}
                  valid_status_codes: [200, 404]
                  fail_if_body_matches_regexp: ['^+OK', (?i)error]
                  fail_if_body_not_matches_regexp: [ready]
                  follow_redirects: no
                  no_follow_redirects: true
                  preferred_ip_protocol: ip4
                  ip_protocol_fallback: false
                  addresses: all
                  oauth2:
                    client_id: nines
                    client_secret: s3cret
                    token_url: https://login.example/token
                    scopes: [read, write]
                    endpoint_params: {audience: shop, resource: ''}
                    tls_config: {insecure_skip_verify: false, ca_file: \(identity)}
                  tls_config:
                    insecure_skip_verify: true
                    server_name: shop.internal
                    ca_file: \(identity)
                    cert_file: \(identity)
                    key_file: \(identity)
              with-file:
                prober: http
                http:
                  oauth2: {client_id: nines, client_secret_file: \(identity), token_url: http://login.example}
            x-anchors: [{anything: goes}]
            include: []
            environment: false
            defaults:
              {module: full, interval: 2m, timeout: 9s, job: shop, labels: {region: eu}, failure_threshold: 2,
              success_threshold: 2, retries: 1, retry_pause: 2s, degraded_after: 2s, certificate_expires_within: 7d}
            targets:
              - {name: shop, url: http://shop.example/, interval: 1m, job: shop, module: http_2xx, labels: {team: payments}}
              - {name: full, target: 'shop.example:8080', instance: shop, module: full, interval: 2m, timeout: 5s, http: {method: GET}}
              - name: watched
                url: https://watched.example/
                timeout: 2s
                interval: 30s
                failure_threshold: 3
                success_threshold: 2
                retries: 2
                retry_pause: 1s
                degraded_after: 1s
                certificate_expires_within: 14d
                depends_on: [shop, full]
                maintenance: [{from: 2026-11-21T22:00:00Z, to: 2026-11-22T02:00:00Z}]
            discovery:
              - job: web
                files: [no-such-folder/*.json, 'x/a?.yml']
                module: full
                interval: 2m
                timeout: 5s
                labels: {team: payments}
                failure_threshold: 3
                success_threshold: 2
                retries: 2
                retry_pause: 1s
                degraded_after: 1s
                certificate_expires_within: 14d
                maintenance: [{from: 2026-11-21T22:00:00Z, to: 2026-11-22T02:00:00Z}]
                relabel_configs:
                  - {action: hashmod, source_labels: [a, b], separator: ',', modulus: 4, target_label: shard}
                  - {source_labels: [a], regex: '(.*)', target_label: b, replacement: '${1}', action: Replace}
            maintenance: [{every: day, at: "03:00", for: 30m}]
            probing: {concurrency: 64}
            slos:
              - name: availability
                service: shop
                description: Up.
                objective: 0.99
                window: {calendar: quarter, time_zone: Europe/Berlin}
                budgeting: {timeslices: {length: 1m, objective: 0.95}}
                no_data: hold
                maintenance:
                  - {from: 2026-11-21T22:00:00Z, to: 2026-11-22T00:00:00+01:00}
                  - {every: day, at: "02:00", for: 30m}
                  - {every: week, on: sunday, at: "02:00", for: 2h, time_zone: Europe/Berlin}
                  - {every: month, on: 31, at: "00:00", for: 1d}
                labels: {team: payments, zones: [a, b]}
                annotations: {summary: The shop is down.}
                owner: payments
                runbook: https://shop.example/runbook
                indicator: {probe: {target: shop, faster_than: 200ms}}
                alerting:
                  min_failures: 3
                  min_events: 10
                  tiers:
                    - {severity: page, factor: 14.4, long: 1h, short: 5m, for: 1m}
                    - {severity: ticket, factor: 1, long: 3d, short: 6h}
                  disable: [page 14.4]
                  confidence: {level: 0.9, method: clopper_pearson}
                  name: ShopBurns
                  labels: {team: payments}
                  annotations: {summary: The shop burns.}
                  page: {labels: {channel: phone}, annotations: {summary: Now.}}
                  ticket: {labels: {channel: mail}}
              - name: ratios
                service: shop
                objective: 0.95
                window: 30d
                budgeting: {ratio_timeslices: {length: 5m}}
                indicator: {probe: {target: shop}}
                alerting: {confidence: 0.9}
              - {name: up, service: shop, objective: 0.99, window: 30d, indicator: {probe: {target: shop}}}
              - {name: on-time, service: shop, objective: 0.95, window: 30d, indicator: {probe: {target: shop}}}
              - name: both
                service: shop
                objective: 0.95
                window: 30d
                indicator:
                  composite: {rule: weighted, of: [{slo: up, service: shop, weight: 2}, {slo: on-time}]}
            web: {listen: "127.0.0.1:9919", allowed_hosts: [nines.example]}
            state: {path: nines.db, interval: 10s, check_interval: 1h}
            """
    ) { text in
        do throws(ConfigurationError) {
            _ = try Configuration.parse(text, file: "nines.yml")
            return []
        } catch {
            return error.problems
        }
    }

    static let document = Specimen(
        testDescription: "document of SLOs", root: NinesDocumentKeys.self, schema: JSONSchema.ofSLODocument,
        text: """
            version: nines/v1
            slos:
            \(indicators.enumerated().map(entry).joined(separator: "\n"))
            modules: 1
            x-own: 1
            include: 6
            environment: 7
            defaults: 5
            targets: 2
            web: 3
            state: 4
            discovery: 8
            maintenance: 9
            probing: 10
            """
    ) { text in
        do throws(ConfigurationError) {
            let slos = try SLODocumentSet.parse([("slos.yml", text)]).files.flatMap(\.slos)
            guard slos.allSatisfy({ $0.document.origin == .nines }) else {
                return [ConfigurationProblem(file: "slos.yml", message: "another grammar")]
            }
            return []
        } catch {
            return error.problems
        }
    }

    private static let indicators = [
        "probe: {target: shop, faster_than: 1s}",
        "events: {good: 'good_total{job=\"shop\"}', total: all_total, by: [zone]}",
        "events: {bad: bad_total, total: 'sum(rate(all_total[{{.window}}]))'}",
        "latency: {histogram: seconds, threshold: 200ms, buckets: [0.1, 0.2, 0.5], native: false, by: [zone]}",
        "latency: {histogram: seconds, threshold: 0.2}",
        "availability: {gauge: up, by: [zone]}",
        "ratio: {error: 'errors:ratio{window=\"{{.window}}\"}'}",
        "threshold: {gauge: queue_length, op: lte, value: 100, by: [zone]}",
        "throughput: {counter: orders_total, at_least: 5, by: [zone]}",
        "freshness: {timestamp: backup_seconds, within: 1d, by: [zone]}",
        "composite: {rule: weighted, of: [{slo: slo-1, service: shop, weight: 2}, {slo: slo-2}]}",
    ]

    private static func entry(_ index: Int, _ indicator: String) -> String {
        "  - {name: slo-\(index), service: shop, objective: 0.99, window: 30d, indicator: {\(indicator)}}"
    }
}
