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
    static let preferredIPProtocol = Key(
        "preferred_ip_protocol", .ipProtocol,
        "ip4 or ip6: a name is probed at its first address of that family, and at no other.",
        absent: "ip6 beside `ip_protocol_fallback`; else the system's order, and the next where there is no way to one")
    static let ipProtocolFallback = Key(
        "ip_protocol_fallback", .flag,
        "Whether a name without an address of the preferred family is probed at one of the other.", absent: "true")
    static let addresses = Key(
        "addresses", .choice, "all: every address of a name is probed, and each has to be good.",
        default: AddressScope.one)
    static let oauth2 = Key(
        "oauth2", .section(OAuth2Keys.self), "Where the access token comes from that is sent as Authorization.")
    static let tls = Key("tls_config", .tls, "How the target's certificate is verified.")

    static let keys: [any AnyKey] = [
        method, headers, validStatusCodes, failIfBodyMatches, failIfBodyNotMatches, followRedirects, noFollowRedirects,
        preferredIPProtocol, ipProtocolFallback, addresses, oauth2, tls,
    ]
    static let blackboxKeys = [
        "authorization", "basic_auth", "bearer_token", "bearer_token_file", "body", "body_file", "body_size_limit",
        "compression", "enable_http2", "enable_http3", "fail_if_body_json_matches_cel",
        "fail_if_body_json_not_matches_cel", "fail_if_header_matches", "fail_if_header_not_matches",
        "fail_if_not_ssl", "fail_if_ssl", "http_headers", "no_proxy",
        "proxy_connect_header", "proxy_from_environment", "proxy_url",
        "skip_resolve_phase_with_proxy", "valid_http_versions",
    ]
    static let blackboxName: String? = "http"
}

enum TLSKeys: SectionKeys {
    static let insecureSkipVerify = Key(
        "insecure_skip_verify", .flag, "Accept any certificate.", default: false)
    static let caFile = Key(
        "ca_file", .pemFile("CERTIFICATE"),
        "Path of a PEM file with the roots to trust; must be readable when the file is loaded.",
        absent: "the system's roots")
    static let serverName = Key(
        "server_name", .text, "The name to send (SNI) and verify.", absent: "the `Host` header's or the URL's host")
    static let certificateFile = Key(
        "cert_file", .pemFile("CERTIFICATE"),
        "Path of a PEM file with the certificate to show to servers that ask for one, and what leads to its root.")
    static let keyFile = Key(
        "key_file", .pemFile("PRIVATE KEY"), "Path of a PEM file with its key, without password.")

    static let keys: [any AnyKey] = [insecureSkipVerify, caFile, serverName, certificateFile, keyFile]
    static let conditions: [KeyCondition] = [
        .with(certificateFile, needs: [keyFile]), .with(keyFile, needs: [certificateFile]),
    ]
    static let blackboxName: String? = "tls_config"
    static let blackboxKeys = ["ca", "ca_ref", "cert", "cert_ref", "key", "key_ref", "max_version", "min_version"]
}
