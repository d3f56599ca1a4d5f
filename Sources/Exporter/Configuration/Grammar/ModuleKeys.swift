/// An entry of `modules`.
enum ModuleKeys: SectionKeys {
    static let prober = Key("prober", .prober, "Who probes.", required: true)
    static let timeout = Key(
        "timeout", .duration(), "The longest a probe may take, redirects included; 0 is none.",
        absent: "the target's interval, at most 10 s")
    static let http = Key("http", .section(HTTPKeys.self), "What is asked, and which answers are good.")

    static let keys: [any AnyKey] = [prober, timeout, http]
    static let blackboxKeys = ["dns", "grpc", "icmp", "tcp", "unix", "websocket"]
}

enum HTTPKeys: SectionKeys {
    static let method = Key("method", .httpMethod, "The HTTP method.", default: "GET")
    static let headers = Key(
        "headers", .headers, "Headers to send; Host replaces the URL's host in the request.")
    static let validStatusCodes = Key(
        "valid_status_codes", .list(.integer(100...599)), "Status codes of good answers.", absent: "200 to 299")
    static let failIfBodyMatches = Key(
        "fail_if_body_matches_regexp", .list(.pattern), "The body must match none of these.")
    static let failIfBodyNotMatches = Key(
        "fail_if_body_not_matches_regexp", .list(.pattern), "The body must match every one of these.")
    static let followRedirects = Key("follow_redirects", .flag, "Whether redirects are followed.", default: true)
    static let noFollowRedirects = Key(
        "no_follow_redirects", .flag, "Deprecated: write follow_redirects, over which it wins; draws a warning.")
    static let tls = Key("tls_config", .section(TLSKeys.self), "How the target's certificate is verified.")

    static let keys: [any AnyKey] = [
        method, headers, validStatusCodes, failIfBodyMatches, failIfBodyNotMatches, followRedirects, noFollowRedirects,
        tls,
    ]
    static let blackboxKeys = [
        "authorization", "basic_auth", "bearer_token", "bearer_token_file", "body", "body_file", "body_size_limit",
        "compression", "enable_http2", "enable_http3", "fail_if_body_json_matches_cel",
        "fail_if_body_json_not_matches_cel", "fail_if_header_matches", "fail_if_header_not_matches",
        "fail_if_not_ssl", "fail_if_ssl", "http_headers", "ip_protocol_fallback", "no_proxy", "oauth2",
        "preferred_ip_protocol", "proxy_connect_header", "proxy_from_environment", "proxy_url",
        "skip_resolve_phase_with_proxy", "valid_http_versions",
    ]
    static let blackboxName: String? = "http"
}

enum TLSKeys: SectionKeys {
    static let insecureSkipVerify = Key(
        "insecure_skip_verify", .flag, "Accept any certificate.", default: false)
    static let caFile = Key(
        "ca_file", .caFile, "Path of a PEM file with the roots to trust; must be readable when the file is loaded.",
        absent: "the system's roots")
    static let serverName = Key(
        "server_name", .text, "The name to send (SNI) and verify.", absent: "the `Host` header's or the URL's host")

    static let keys: [any AnyKey] = [insecureSkipVerify, caFile, serverName]
    static let blackboxKeys = [
        "ca", "ca_ref", "cert", "cert_file", "cert_ref", "key", "key_file", "key_ref", "max_version", "min_version",
    ]
    static let blackboxName: String? = "tls_config"
}
