/// An entry of `modules`.
enum ModuleKey: String, ConfigurationKey {
    case prober, timeout, http

    static let required: [ModuleKey] = [.prober]
    static let blackboxKeys = ["dns", "grpc", "icmp", "tcp", "unix", "websocket"]

    var rule: KeyRule {
        switch self {
        case .prober: KeyRule(.choice(ModuleReader.probers.prefix(1).map(\.self)), "Who probes.")
        case .timeout:
            KeyRule(
                .duration(),
                "The longest a probe may take, redirects included; else (or 0) the target's interval, at most 10s."
            )
        case .http: KeyRule(.section(HTTPKey.self), "What is asked, and which answers are good.")
        }
    }
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

    /// RFC 9110, section 5.6.2.
    private static let token = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"

    var rule: KeyRule {
        switch self {
        case .method: KeyRule(.text(pattern: Self.token), "The HTTP method.", default: "GET")
        case .headers:
            KeyRule(
                .names(NameRule(pattern: Self.token), .text(mayBeEmpty: true)),
                "Headers to send; Host replaces the URL's host in the request.")
        case .validStatusCodes:
            KeyRule(.list(.integer(100...599)), "Status codes of good answers; 200 to 299 where there are none.")
        case .failIfBodyMatches: KeyRule(.list(.text()), "Regular expressions of RE2: the body must match none.")
        case .failIfBodyNotMatches:
            KeyRule(.list(.text()), "Regular expressions of RE2: the body must match every one.")
        case .followRedirects: KeyRule(.flag, "Whether redirects are followed.", default: true)
        case .noFollowRedirects: KeyRule(.flag, "Deprecated: write follow_redirects, over which it wins.")
        case .tls: KeyRule(.section(TLSKey.self), "How the target's certificate is verified.")
        }
    }
}

enum TLSKey: String, ConfigurationKey {
    case insecureSkipVerify = "insecure_skip_verify"
    case caFile = "ca_file"
    case serverName = "server_name"

    static let blackboxKeys = [
        "ca", "ca_ref", "cert", "cert_file", "cert_ref", "key", "key_file", "key_ref", "max_version", "min_version",
    ]

    var rule: KeyRule {
        switch self {
        case .insecureSkipVerify: KeyRule(.flag, "Accept any certificate.", default: false)
        case .caFile: KeyRule(.text(), "Path of a PEM file with the roots to trust; without it, the system's.")
        case .serverName: KeyRule(.text(), "The name to send and verify; without it, the Host header's or the URL's.")
        }
    }
}
