import NinesMetrics

/// The families `probe_*`, one case each: blackbox_exporter's names, types and help, and `probe_failure_info`.
enum ProbeFamily: String, CaseIterable, Sendable {
    case success = "probe_success"
    case duration = "probe_duration_seconds"
    case timeout = "probe_timeout_seconds"
    case failureInfo = "probe_failure_info"
    case dnsLookup = "probe_dns_lookup_time_seconds"
    case ipProtocol = "probe_ip_protocol"
    case ipAddressHash = "probe_ip_addr_hash"
    case httpDuration = "probe_http_duration_seconds"
    case httpContentLength = "probe_http_content_length"
    case httpBodyLength = "probe_http_uncompressed_body_length"
    case httpRedirects = "probe_http_redirects"
    case httpSSL = "probe_http_ssl"
    case httpStatusCode = "probe_http_status_code"
    case httpVersion = "probe_http_version"
    case failedDueToRegex = "probe_failed_due_to_regex"
    case httpLastModified = "probe_http_last_modified_timestamp_seconds"
    case earliestCertificateExpiry = "probe_ssl_earliest_cert_expiry"
    case lastChainExpiry = "probe_ssl_last_chain_expiry_timestamp_seconds"
    case lastChainInfo = "probe_ssl_last_chain_info"
    case tlsVersion = "probe_tls_version_info"

    private var help: String {
        switch self {
        case .success: "Displays whether or not the probe was a success"
        case .duration: "Returns how long the probe took to complete in seconds"
        case .timeout: "Returns how long the probe timeout is in seconds"
        case .failureInfo: "Why the last probe failed; absent after a success"
        case .dnsLookup: "Returns the time taken for probe dns lookup in seconds"
        case .ipProtocol: "Specifies whether probe ip protocol is IP4 or IP6"
        case .ipAddressHash: "Specifies the hash of IP address. It's useful to detect if the IP address changes."
        case .httpDuration: "Duration of http request by phase, summed over all redirects"
        case .httpContentLength: "Length of http content response"
        case .httpBodyLength: "Length of uncompressed response body"
        case .httpRedirects: "The number of redirects"
        case .httpSSL: "Indicates if SSL was used for the final redirect"
        case .httpStatusCode: "Response HTTP status code"
        case .httpVersion: "Returns the version of HTTP of the probe response"
        case .failedDueToRegex: "Indicates if probe failed due to regex"
        case .httpLastModified: "Returns the Last-Modified HTTP response header in unixtime"
        case .earliestCertificateExpiry: "Returns last SSL chain expiry in unixtime"
        case .lastChainExpiry: "Returns last SSL chain expiry in timestamp"
        case .lastChainInfo: "Contains SSL leaf certificate information"
        case .tlsVersion: "Returns the TLS version used or NaN when unknown"
        }
    }

    /// Nil for none: the names are legal. No unit is declared where a name's ending is not one by itself.
    var descriptor: FamilyDescriptor? {
        try? FamilyDescriptor(
            rawValue, type: .gauge, help: help, unit: rawValue.hasSuffix("_seconds") ? "seconds" : nil)
    }
}
