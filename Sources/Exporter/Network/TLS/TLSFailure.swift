import NIOSSL

/// Words for what the TLS library says.
enum TLSFailure {
    static func isOne(_ error: any Error) -> Bool {
        error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
    }

    /// BoringSSL's name of what went wrong, in words where the name does not say it.
    static func text(_ error: any Error) -> String {
        let full = "\(error)"
        guard let mark = full.firstRange(of: "OPENSSL_internal:") else {
            return full.contains("EOF during handshake")
                ? "the target closed the connection during the handshake" : full
        }
        let name = String(full[mark.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        return explanations[name] ?? name.lowercased().replacing("_", with: " ")
    }

    private static let explanations = [
        "WRONG_VERSION_NUMBER": "the target does not speak TLS on this port",
        "HTTP_REQUEST": "the target does not speak TLS on this port",
        "UNSUPPORTED_PROTOCOL": "the target offers no version from TLS 1.2 on",
        "TLSV1_ALERT_PROTOCOL_VERSION": "the target offers no version from TLS 1.2 on",
        "SSLV3_ALERT_HANDSHAKE_FAILURE": "the target refused the handshake",
        "TLSV1_CERTIFICATE_REQUIRED": "the target requires a client certificate",
        "TLSV1_UNRECOGNIZED_NAME": "the target does not know the server name",
    ]
}
