/// The keys of one mapping of the configuration file, each with its name in the file as raw value.
protocol ConfigurationKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// Keys that blackbox_exporter knows here and this version does not. They are refused by name: ignoring one would
    /// probe something else than the file says.
    static var blackboxKeys: [String] { get }
    /// Keys of Nines' own grammar that this version does not read yet.
    static var plannedKeys: [String] { get }
}

extension ConfigurationKey {
    static var blackboxKeys: [String] { [] }
    static var plannedKeys: [String] { [] }
}

enum RootKey: String, ConfigurationKey {
    case modules, targets, slos, web, state
}

/// An entry of `modules`.
enum ModuleKey: String, ConfigurationKey {
    case prober, timeout, http

    static let blackboxKeys = ["dns", "grpc", "icmp", "tcp", "unix", "websocket"]
}

enum HTTPKey: String, ConfigurationKey {
    case method, headers
    case validStatusCodes = "valid_status_codes"
    case failIfBodyMatches = "fail_if_body_matches_regexp"
    case failIfBodyNotMatches = "fail_if_body_not_matches_regexp"
    case followRedirects = "follow_redirects"
    case noFollowRedirects = "no_follow_redirects"
    case tls = "tls_config"

    static let blackboxKeys = [
        "authorization", "basic_auth", "bearer_token", "bearer_token_file", "body", "body_file", "body_size_limit",
        "compression", "enable_http2", "enable_http3", "fail_if_body_json_matches_cel",
        "fail_if_body_json_not_matches_cel", "fail_if_header_matches", "fail_if_header_not_matches",
        "fail_if_not_ssl", "fail_if_ssl", "http_headers", "ip_protocol_fallback", "no_proxy", "oauth2",
        "preferred_ip_protocol", "proxy_connect_header", "proxy_from_environment", "proxy_url",
        "skip_resolve_phase_with_proxy", "valid_http_versions",
    ]
}

enum TLSKey: String, ConfigurationKey {
    case insecureSkipVerify = "insecure_skip_verify"
    case caFile = "ca_file"
    case serverName = "server_name"

    static let blackboxKeys = [
        "ca", "ca_ref", "cert", "cert_file", "cert_ref", "key", "key_file", "key_ref", "max_version", "min_version",
    ]
}

/// An entry of `targets`.
enum TargetKey: String, ConfigurationKey {
    case name, url, target, module, interval, job, labels
}

/// An entry of `slos`.
enum SLOKey: String, ConfigurationKey {
    case name, service, description, objective, window, budgeting, indicator, alerting
    case noData = "no_data"
    case maintenance, labels, annotations, owner, runbook
}

/// A `window` that is no duration.
enum CalendarKey: String, ConfigurationKey {
    case calendar
    case timeZone = "time_zone"
}

/// A `budgeting` that is not `occurrences`.
enum BudgetingKey: String, ConfigurationKey {
    case timeslices
    case ratioTimeslices = "ratio_timeslices"
}

enum TimeslicesKey: String, ConfigurationKey {
    case length, objective
}

enum RatioTimeslicesKey: String, ConfigurationKey {
    case length
}

/// An entry of `maintenance`.
enum MaintenanceKey: String, ConfigurationKey {
    case from, to, every, on, at
    case duration = "for"
    case timeZone = "time_zone"
}

enum IndicatorKey: String, ConfigurationKey {
    case probe, events, latency, availability, ratio, threshold, throughput, freshness, composite
}

enum ProbeIndicatorKey: String, ConfigurationKey {
    case target
    case fasterThan = "faster_than"
}

enum AlertingKey: String, ConfigurationKey {
    case minFailures = "min_failures"
    case minEvents = "min_events"
    case tiers, disable, confidence, name, labels, annotations, page, ticket
}

/// What `alerting.confidence` may be instead of a number.
enum ConfidenceKey: String, ConfigurationKey {
    case level, method
}

/// What the alerts of one severity carry.
enum AlertTextsKey: String, ConfigurationKey {
    case labels, annotations
}

/// An entry of `alerting.tiers`.
enum TierKey: String, ConfigurationKey {
    case severity, factor, long, short
    case pending = "for"
}

enum WebKey: String, ConfigurationKey {
    case listen
}

enum StateKey: String, ConfigurationKey {
    case path, interval
}

/// All keys of the file by the mapping they stand in, for documents that must not miss one.
enum ConfigurationGrammar {
    struct Mapping {
        /// `modules.<name>.http`: names of the user's choice in angle brackets, `[]` for the entries of a list.
        let path: String
        let keys: [String]
        let blackboxKeys: [String]
        let plannedKeys: [String]

        init<Key: ConfigurationKey>(_ path: String, _ keys: Key.Type) {
            self.path = path
            self.keys = Key.allCases.map(\.rawValue)
            blackboxKeys = Key.blackboxKeys
            plannedKeys = Key.plannedKeys
        }
    }

    static let mappings = [
        Mapping("the file", RootKey.self),
        Mapping("modules.<name>", ModuleKey.self),
        Mapping("modules.<name>.http", HTTPKey.self),
        Mapping("modules.<name>.http.tls_config", TLSKey.self),
        Mapping("targets[]", TargetKey.self),
        Mapping("slos[]", SLOKey.self),
        Mapping("slos[].window", CalendarKey.self),
        Mapping("slos[].budgeting", BudgetingKey.self),
        Mapping("slos[].budgeting.timeslices", TimeslicesKey.self),
        Mapping("slos[].budgeting.ratio_timeslices", RatioTimeslicesKey.self),
        Mapping("slos[].maintenance[]", MaintenanceKey.self),
        Mapping("slos[].indicator", IndicatorKey.self),
        Mapping("slos[].indicator.probe", ProbeIndicatorKey.self),
        Mapping("slos[].indicator.composite", CompositeKey.self),
        Mapping("slos[].indicator.composite.of[]", CompositePartKey.self),
        Mapping("slos[].alerting", AlertingKey.self),
        Mapping("slos[].alerting.confidence", ConfidenceKey.self),
        Mapping("slos[].alerting.page", AlertTextsKey.self),
        Mapping("slos[].alerting.tiers[]", TierKey.self),
        Mapping("web", WebKey.self),
        Mapping("state", StateKey.self),
    ]
}
