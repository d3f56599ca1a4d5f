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

    /// The value that blackbox_exporter gives where no chain verified: year 1 as seconds since 1970.
    private static let noVerifiedChain = -62_135_596_800.0

    /// The samples of one result, without the target's labels.
    func samples(_ result: ProbeResult) -> [(value: Double, labels: [Label])] {
        let http = result.http
        return switch self {
        case .success: [(result.succeeded ? 1 : 0, [])]
        case .duration: [(result.duration.seconds, [])]
        case .timeout: [(result.timeout.seconds, [])]
        case .failureInfo: result.failure.map { [(1, [Label("reason", $0.reason.rawValue)])] } ?? []
        case .dnsLookup: [(http.phases.resolve.seconds, [])]
        case .ipProtocol: [(Double(result.address?.ipProtocol ?? 0), [])]
        case .ipAddressHash: result.address.map { [(Double($0.hash), [])] } ?? []
        case .httpDuration: http.phases.byName.map { ($0.value.seconds, [Label("phase", $0.name)]) }
        case .httpContentLength: [(Double(http.contentLength), [])]
        case .httpBodyLength: [(Double(http.bodyLength), [])]
        case .httpRedirects: [(Double(http.redirects), [])]
        case .httpSSL: [(http.usedTLS ? 1 : 0, [])]
        case .httpStatusCode: [(Double(http.statusCode), [])]
        case .httpVersion: [(http.version, [])]
        case .failedDueToRegex: [(http.failedDueToRegex ? 1 : 0, [])]
        case .httpLastModified: http.lastModified.map { [($0, [])] } ?? []
        case .earliestCertificateExpiry: result.tls.map { [($0.earliestExpiry, [])] } ?? []
        case .lastChainExpiry: result.tls.map { [($0.verifiedChainExpiry ?? Self.noVerifiedChain, [])] } ?? []
        case .lastChainInfo: result.tls?.leaf.map { [(1, $0.labels)] } ?? []
        case .tlsVersion:
            result.tls.map { [($0.version == nil ? .nan : 1, [Label("version", $0.version ?? "")])] } ?? []
        }
    }
}

extension HTTPObservation.Phases {
    var byName: [(name: String, value: Duration)] {
        [
            ("resolve", resolve), ("connect", connect), ("tls", tls), ("processing", processing),
            ("transfer", transfer),
        ]
    }
}

extension TLSObservation.Leaf {
    fileprivate var labels: [Label] {
        [
            Label("fingerprint_sha256", fingerprintSHA256), Label("subject", subject), Label("issuer", issuer),
            Label("subjectalternative", subjectAlternativeNames), Label("serialnumber", serialNumber),
        ]
    }
}
