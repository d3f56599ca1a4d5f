import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL

/// Gives what ends an exchange early its reason and its sentence.
enum ExchangeFailure {
    /// How far the exchange had come.
    struct Progress {
        var timeout: Duration
        var address: String
        var response: ExchangeOutcome.Response?
        var bodyLength: Int64

        /// Such as `after 120 of 4096 bytes of the body`.
        var text: String {
            guard let response else { return "before the response's head was complete" }
            return response.contentLength < 0
                ? "after \(bodyLength) bytes of the body"
                : "after \(bodyLength) of \(response.contentLength) bytes of the body"
        }
    }

    /// The connection was not established, or not even begun.
    static func connecting(to address: String, _ error: any Error) -> ProbeFailure {
        if let failure = error as? ProbeFailure { return failure }
        if isTLS(error) { return ProbeFailure(reason: .tls, message: "TLS cannot be set up: \(text(ofTLS: error))") }
        guard let code = (error as? IOError)?.errnoCode else {
            return ProbeFailure(reason: .connect, message: "cannot connect to \(address): \(error)")
        }
        switch code {
        case ECONNREFUSED:
            return ProbeFailure(reason: .connectRefused, message: "\(address) refused the connection")
        case ETIMEDOUT:
            return ProbeFailure(reason: .connectTimeout, message: "\(address) did not answer the connection attempt")
        default:
            let text = strerror(code).map { String(cString: $0) } ?? "error \(code)"
            return ProbeFailure(reason: .connect, message: "cannot connect to \(address): \(text)")
        }
    }

    /// An error on an established connection.
    static func reading(_ error: any Error, in stage: ProbeStage, progress: Progress) -> ProbeFailure {
        switch error {
        case NIOSSLError.uncleanShutdown:
            return ProbeFailure(
                reason: .closed, message: "the connection was closed without TLS' close_notify, \(progress.text)")
        case HTTPParserError.invalidEOFState:
            return closed(in: stage, progress: progress)
        case HTTPParserError.headerOverflow:
            return ProbeFailure(reason: .protocol, message: "the response's header is longer than Nines reads")
        case is HTTPParserError, is NIOHTTPDecoderError:
            return ProbeFailure(reason: .protocol, message: "the answer is not HTTP/1.1: \(error)")
        case let error where stage == .handshaking || isTLS(error):
            return ProbeFailure(reason: .tls, message: "TLS failed: \(text(ofTLS: error))")
        case let error as IOError:
            let text = strerror(error.errnoCode).map { String(cString: $0) } ?? "error \(error.errnoCode)"
            return ProbeFailure(reason: .closed, message: "\(text), \(progress.text)")
        default:
            return ProbeFailure(reason: .protocol, message: "\(error)")
        }
    }

    /// The target closed the connection.
    static func closed(in stage: ProbeStage, progress: Progress) -> ProbeFailure {
        switch stage {
        case .connecting:
            ProbeFailure(reason: .connect, message: "\(progress.address) closed the connection at once")
        case .handshaking:
            ProbeFailure(reason: .tls, message: "the target closed the connection during the TLS handshake")
        default:
            ProbeFailure(reason: .closed, message: "the target closed the connection \(progress.text)")
        }
    }

    /// The probe's time was up.
    static func timedOut(in stage: ProbeStage, request: ProbeRequest, progress: Progress) -> ProbeFailure {
        let limit = "within the timeout of \(progress.timeout.rounded)"
        return switch stage {
        case .resolving: ProbeFailure(reason: .dns, message: "\(request.url.host) was not resolved \(limit)")
        case .connecting: ProbeFailure(reason: .connectTimeout, message: "\(progress.address) did not connect \(limit)")
        case .handshaking: ProbeFailure(reason: .tls, message: "the TLS handshake timed out: not complete \(limit)")
        case .awaiting, .idle: ProbeFailure(reason: .timeout, message: "no answer \(limit)")
        case .receiving:
            ProbeFailure(reason: .timeout, message: "the answer was not complete \(limit): \(progress.text)")
        }
    }

    private static func isTLS(_ error: any Error) -> Bool {
        error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
    }

    /// BoringSSL's name of what went wrong, in words where the name does not say it.
    private static func text(ofTLS error: any Error) -> String {
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
