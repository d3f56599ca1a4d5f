import NinesSLO
import Testing

@testable import nines

/// What targets say about when they are up, degraded or down.
@Suite struct StateRuleTests {
    private static let text = """
        defaults: {failure_threshold: 3, retries: 2, timeout: 2s, certificate_expires_within: 14d}
        targets:
          - {name: gateway, url: "https://gateway.example/"}
          - name: shop
            url: "https://shop.example/"
            failure_threshold: 2
            success_threshold: 4
            retries: 1
            retry_pause: 500ms
            degraded_after: 800ms
            depends_on: [gateway, gateway]
            maintenance: [{from: 2026-11-21T22:00:00Z, to: 2026-11-22T02:00:00Z}]
        maintenance: [{every: day, at: "02:00", for: 1h}]
        probing: {concurrency: 100}
        """

    @Test func `targets have what they say, what defaults say, and the file's maintenance`() throws {
        let configuration = try Configuration.parse(Self.text, file: "nines.yml")
        let nightly = MaintenanceWindow.every(try Recurrence(.daily, at: "02:00", for: .seconds(3_600)))
        let once = MaintenanceWindow.once(
            from: Timestamp(secondsSinceEpoch: 1_795_298_400), to: Timestamp(secondsSinceEpoch: 1_795_312_800))
        let days = Duration.seconds(14 * 86_400)
        #expect(
            configuration.targets.map(\.rules) == [
                StateRules(
                    failureThreshold: 3, retries: 2, certificateExpiresWithin: days, maintenance: [nightly]),
                StateRules(
                    failureThreshold: 2, successThreshold: 4, retries: 1, retryPause: .milliseconds(500),
                    degradedAfter: .milliseconds(800), certificateExpiresWithin: days, parents: ["gateway"],
                    maintenance: [nightly, once]),
            ])
        #expect(configuration.probing == Configuration.Probing(concurrency: 100, isWritten: true))
        let resolved = try Configuration.resolved(Self.text, file: "nines.yml")
        #expect(try Configuration.parse(resolved, file: "nines.yml").targets[1].rules.parents == ["gateway"])
        #expect(try Configuration.resolved(resolved, file: "nines.yml") == resolved)
        let change = ConfigurationChange(
            from: configuration,
            to: try Configuration.parse(Self.text.replacing("_threshold: 4", with: "_threshold: 5"), file: "nines.yml"))
        #expect(change.targets.changed == ["shop"] && change.restartNeeded.isEmpty)
    }

    @Test(arguments: [
        Refusal(
            "a threshold of nothing", Sample.target + "    failure_threshold: 0\n    success_threshold: 1001",
            """
            nines.yml:4: targets[0].failure_threshold: "0" is not a whole number from 1 to 1000
            nines.yml:5: targets[0].success_threshold: "1001" is not a whole number from 1 to 1000
            """),
        Refusal(
            "retries that never end before the next probe", Sample.target + "    retries: 1",
            """
            nines.yml:4: targets[0].retries: a probe and its retry take up to 21s (timeout 10s, retry_pause 1s), longer \
            than the interval 15s (write a timeout of at most 7s, or a longer interval)
            """),
        Refusal(
            "default retries, where they are written", "defaults: {retries: 3, timeout: 4s}\n" + Sample.target,
            """
            nines.yml:1: defaults.retries: a probe and its 3 retries take up to 19s (timeout 4s, retry_pause 1s), longer \
            than the interval 15s (write a timeout of at most 3s, or a longer interval)
            """),
        Refusal(
            "pauses that are longer than the interval",
            Sample.target + "    retries: 2\n    retry_pause: 8s\n    timeout: 1s",
            """
            nines.yml:4: targets[0].retries: a probe and its 2 retries take up to 19s (timeout 1s, retry_pause 8s), longer \
            than the interval 15s (write a shorter retry_pause, or a longer interval)
            """),
        Refusal(
            "a bound that no probe is beyond", Sample.target + "    timeout: 2s\n    degraded_after: 2s",
            """
            accepted
            nines.yml:5: targets[0].degraded_after: 2s is not below the timeout 2s: no successful probe is slow
            """),
        Refusal(
            "maintenance that ends before it begins",
            Sample.target + "    maintenance: [{from: 2026-11-22T00:00:00Z, to: 2026-11-21T00:00:00Z}]",
            """
            nines.yml:4: targets[0].maintenance[0].to: 2026-11-21T00:00:00Z: it must be after from 2026-11-22T00:00:00Z
            """),
        Refusal(
            "maintenance without an end", "maintenance:\n  - {from: 2026-11-22T00:00:00Z}",
            """
            nines.yml:2: maintenance[0]: to is missing (or every)
            """),
        Refusal(
            "no probe at once", "probing: {concurrency: 0, gate: 1}",
            """
            nines.yml:1: probing.concurrency: "0" is not a whole number from 1 to 1000000
            nines.yml:1: probing.gate: unknown key (known: concurrency)
            """),
    ])
    func `refused with the whole message`(_ refusal: Refusal) { refusal.check() }
}
