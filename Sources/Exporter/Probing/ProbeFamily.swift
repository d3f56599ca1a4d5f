import NinesMetrics

/// The families `probe_*`, one case each: blackbox_exporter's names, types and help, and `probe_failure_info`. The raw
/// value is the place among them.
enum ProbeFamily: Int, CaseIterable, Sendable {
    case success
    case duration
    case timeout
    case failureInfo
    case dnsLookup
    case ipProtocol
    case ipAddressHash
    case httpDuration
    case httpContentLength
    case httpBodyLength
    case httpRedirects
    case httpSSL
    case httpStatusCode
    case httpVersion
    case failedDueToRegex
    case httpLastModified
    case earliestCertificateExpiry
    case lastChainExpiry
    case lastChainInfo
    case tlsVersion

    private var text: (name: String, help: String) {
        switch self {
        case .success:
            ("probe_success", "Displays whether or not the probe was a success")
        case .duration:
            ("probe_duration_seconds", "Returns how long the probe took to complete in seconds")
        case .timeout:
            ("probe_timeout_seconds", "Returns how long the probe timeout is in seconds")
        case .failureInfo:
            ("probe_failure_info", "Why the last probe failed; absent after a success")
        case .dnsLookup:
            ("probe_dns_lookup_time_seconds", "Returns the time taken for probe dns lookup in seconds")
        case .ipProtocol:
            ("probe_ip_protocol", "Specifies whether probe ip protocol is IP4 or IP6")
        case .ipAddressHash:
            ("probe_ip_addr_hash", "Specifies the hash of IP address. It's useful to detect if the IP address changes.")
        case .httpDuration:
            ("probe_http_duration_seconds", "Duration of http request by phase, summed over all redirects")
        case .httpContentLength:
            ("probe_http_content_length", "Length of http content response")
        case .httpBodyLength:
            ("probe_http_uncompressed_body_length", "Length of uncompressed response body")
        case .httpRedirects:
            ("probe_http_redirects", "The number of redirects")
        case .httpSSL:
            ("probe_http_ssl", "Indicates if SSL was used for the final redirect")
        case .httpStatusCode:
            ("probe_http_status_code", "Response HTTP status code")
        case .httpVersion:
            ("probe_http_version", "Returns the version of HTTP of the probe response")
        case .failedDueToRegex:
            ("probe_failed_due_to_regex", "Indicates if probe failed due to regex")
        case .httpLastModified:
            ("probe_http_last_modified_timestamp_seconds", "Returns the Last-Modified HTTP response header in unixtime")
        case .earliestCertificateExpiry:
            ("probe_ssl_earliest_cert_expiry", "Returns last SSL chain expiry in unixtime")
        case .lastChainExpiry:
            ("probe_ssl_last_chain_expiry_timestamp_seconds", "Returns last SSL chain expiry in timestamp")
        case .lastChainInfo:
            ("probe_ssl_last_chain_info", "Contains SSL leaf certificate information")
        case .tlsVersion:
            ("probe_tls_version_info", "Returns the TLS version used or NaN when unknown")
        }
    }

    /// Nil for none: the names are legal. No unit is declared where a name's ending is not one by itself.
    var descriptor: FamilyDescriptor? {
        let (name, help) = text
        return try? FamilyDescriptor(
            name, type: .gauge, help: help, unit: name.hasSuffix("_seconds") ? "seconds" : nil)
    }
}
