import NinesSLO

/// A configuration to start from: a few lines that are valid and useful, and every other key behind `#`, at its default
/// or with an example. Lines with `##` are for people. Any one line may be taken from behind its `#`.
struct StartingFile {
    private var lines: [String] = []

    static var text: String {
        var file = StartingFile()
        file.write()
        return file.lines.joined(separator: "\n") + "\n"
    }

    /// What stands in the file as it is, by path.
    private static let live = [
        "modules.prober": "http", "targets.name": "example", "targets.url": "https://example.com/",
        "slos.name": "example-availability", "slos.service": "example", "slos.objective": "0.999", "slos.window": "30d",
        "slos.indicator.probe.target": "example",
    ]

    /// For keys without a default whose rule alone does not make a good example.
    private static let examples = [
        "include": "[]", "modules.timeout": "5s", "modules.http.valid_status_codes": "[200]",
        "modules.http.headers": "{Accept: application/json}",
        "modules.http.fail_if_body_matches_regexp": "[\"(?i)error\"]",
        "modules.http.fail_if_body_not_matches_regexp": "[ready]", "modules.http.tls_config.server_name": "example.com",
        "modules.http.oauth2": oauth2, "targets.http.oauth2": oauth2,
        "defaults.timeout": "5s", "defaults.labels": "{team: operations}", "targets.timeout": "5s",
        "defaults.degraded_after": "1s", "defaults.certificate_expires_within": "14d", "targets.degraded_after": "1s",
        "targets.certificate_expires_within": "14d",
        "targets.maintenance": "[{from: 2026-11-21T22:00:00Z, to: 2026-11-22T02:00:00Z}]",
        "maintenance": "[{every: week, on: sunday, at: \"02:00\", for: 2h, time_zone: UTC}]",
        "targets.labels": "{team: operations}", "targets.http.valid_status_codes": "[200]",
        "targets.http.tls_config.server_name": "example.com", "slos.description": "Customers reach the example.",
        "slos.maintenance": "[{every: week, on: sunday, at: \"02:00\", for: 2h, time_zone: UTC}]",
        "slos.labels": "{team: operations}", "slos.owner": "operations", "slos.runbook": "https://example.com/runbook",
        "slos.alerting.confidence": "0.95", "slos.alerting.disable": "[page 14.4]",
        "slos.alerting.tiers": "[{severity: page, factor: 14.4, long: 1h, short: 5m}]",
        "slos.indicator.probe.faster_than": "200ms", "state": "{path: nines.db}",
    ]

    private static let oauth2 =
        "{client_id: nines, client_secret: example, token_url: \"https://example.com/token\"}"

    /// Keys that would exclude one that is live, or name a file that is not there, with an example for people.
    private static let onlyTold = [
        "targets.target": "example.com:443", "slos.indicator.composite": "{rule: serial, of: [{slo: a}, {slo: b}]}",
        "modules.http.tls_config.ca_file": "/etc/ssl/private-ca.pem",
        "targets.http.tls_config.ca_file": "/etc/ssl/private-ca.pem",
        "modules.http.tls_config.cert_file": "/etc/nines/client.pem",
        "modules.http.tls_config.key_file": "/etc/nines/client.key",
        "targets.http.tls_config.cert_file": "/etc/nines/client.pem",
        "targets.http.tls_config.key_file": "/etc/nines/client.key",
    ]

    private mutating func write() {
        tell(
            """
            A configuration of Nines. `nines config check FILE` says what is wrong with it.
            Behind one # is a key at its default, or with an example: take the # away to set it.
            What each key means is told before it, behind two.
            """, indent: 0)
        for key in RootKeys.keys {
            lines.append("")
            switch key.name {
            case RootKeys.modules.name: entry(key, below: "http_2xx:", ModuleKeys.self)
            case RootKeys.targets.name: entry(key, below: "-", TargetKeys.self)
            case RootKeys.slos.name: entry(key, below: "-", SLOKeys.self)
            default: write(key, path: key.name, indent: 0)
            }
        }
    }

    /// A key whose entries have keys of their own, with one entry.
    private mutating func entry(_ key: any AnyKey, below name: String, _ type: any SectionKeys.Type) {
        tell(key.help, indent: 0)
        lines.append("\(key.name):")
        lines.append("  \(name)")
        write(type, path: key.name, indent: 4)
    }

    private mutating func write(_ type: any SectionKeys.Type, path: String, indent: Int) {
        let keys = type == IndicatorKeys.self ? type.keys.filter { SLOReader.kinds.contains($0.name) } : type.keys
        for key in keys { write(key, path: "\(path).\(key.name)", indent: indent) }
    }

    private mutating func write(_ key: any AnyKey, path: String, indent: Int) {
        tell("\(KeyTable.form(key.rule)). \(key.help)".replacing("`", with: ""), indent: indent)
        let margin = String(repeating: " ", count: indent)
        if let example = Self.onlyTold[path] {
            let when = key.name.hasSuffix("_file") ? "With a file that is there" : "Instead"
            tell("\(when): \(key.name): \(example)", indent: indent)
        } else if let value = Self.live[path] {
            lines.append("\(margin)\(key.name): \(value)")
        } else if case .section(let type, _) = key.rule,
            !type.keys.contains(where: \.isRequired) || hasLive(below: path)
        {
            lines.append("\(margin)\(key.name):")
            write(type, path: path, indent: indent + 2)
        } else {
            lines.append("\(margin)# \(key.name): \(Self.example(of: key, path: path))")
        }
        tellOfEntries(key.rule, indent: indent + 2)
    }

    private func hasLive(below path: String) -> Bool { Self.live.keys.contains { $0.hasPrefix(path + ".") } }

    private static func example(of key: any AnyKey, path: String) -> String {
        key.writtenDefault.map(YAMLOutput.flow) ?? examples[path] ?? example(of: key.rule)
    }

    private static func example(of rule: ValueRule) -> String {
        switch rule {
        case .text, .anything: "example"
        case .flag: "false"
        case .integer(let range): "\(range.lowerBound)"
        case .number(let range): YAMLOutput.flow(.number(range.atLeast ?? (range.above ?? 0) + 0.5))
        case .duration(let least): DurationText.text(max(least, .seconds(1)))
        case .choice(let names): names.first ?? "example"
        case .list: "[]"
        case .names, .section: "{}"
        case .either(let one, _): example(of: one)
        }
    }

    /// The keys of what stands on one line.
    private mutating func tellOfEntries(_ rule: ValueRule, indent: Int) {
        switch rule {
        case .list(.section(let type, _), _), .either(_, .section(let type, _)):
            for key in type.keys {
                let need = key.isRequired ? " Required." : ""
                tell(
                    "\(key.name): \(KeyTable.form(key.rule)). \(key.help)\(need)".replacing("`", with: ""),
                    indent: indent)
                let isSection = if case .section = key.rule { true } else { false }
                tellOfEntries(isSection ? .either(.anything, key.rule) : key.rule, indent: indent + 2)
            }
        case .section(let type, _)
        where type == StateKeys.self || type == CompositeKeys.self || type == OAuth2Keys.self:
            tellOfEntries(.either(.anything, rule), indent: indent)
        default: break
        }
    }

    /// For people, in lines that are not too long.
    private mutating func tell(_ text: String, indent: Int) {
        let margin = String(repeating: " ", count: indent) + "##"
        for paragraph in text.split(separator: "\n") {
            var line = margin
            for word in paragraph.split(separator: " ") {
                if line.count + word.count >= 100, line != margin {
                    lines.append(line)
                    line = margin
                }
                line += " " + word
            }
            lines.append(line)
        }
    }
}
