/// What `nines demo` watches: the same a user would write, so that it can be read, kept and changed.
enum DemoConfiguration {
    /// A configuration file for the demo's service.
    ///
    /// Objectives and windows are far from real ones: a service that is bad for a sixth of the time needs a low
    /// objective to have a budget at all, and only windows of seconds let alerts fire and resolve while somebody
    /// watches.
    ///
    /// - Parameter port: where the service listens on 127.0.0.1.
    static func text(port: Int) -> String {
        """
        modules:
          answers:
            prober: http
            timeout: 800ms
          shipment_42:
            prober: http
            timeout: 800ms
            http:
              valid_status_codes: [200]
              fail_if_body_not_matches_regexp: ['"id":42\\b']
        targets:
          - name: shipments
            url: http://127.0.0.1:\(port)/shipments
            module: answers
            interval: 1s
            job: demo
          - name: shipments-detail
            url: http://127.0.0.1:\(port)/shipments/42
            module: shipment_42
            interval: 1s
            job: demo
          - name: health
            url: http://127.0.0.1:\(port)/health
            module: answers
            interval: 1s
            job: demo
        slos:
          - name: availability
            service: shipments
            objective: 0.9
            window: 10m
            indicator: {probe: {target: shipments}}
            alerting:
              tiers:
                - {severity: page, factor: 2, long: 30s, short: 10s}
                - {severity: ticket, factor: 1, long: 3m, short: 30s}
          - name: latency
            service: shipments
            objective: 0.8
            window: 10m
            indicator: {probe: {target: shipments, faster_than: 150ms}}
            alerting:
              tiers:
                - {severity: page, factor: 1.5, long: 30s, short: 10s}
                - {severity: ticket, factor: 1, long: 3m, short: 30s}

        """
    }

    /// The configuration that ``text(port:)`` is.
    ///
    /// - Throws: `ConfigurationError` when the text breaks a rule of the configuration, which no port does.
    static func make(port: Int) throws(ConfigurationError) -> Configuration {
        try Configuration.parse(text(port: port), file: "the demo's configuration")
    }
}
