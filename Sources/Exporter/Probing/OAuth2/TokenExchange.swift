import Foundation

/// The request for an access token and what its answer means; no I/O.
enum TokenExchange {
    /// How the client says who it is. RFC 6749 wants every server to take the header, and some take the form only.
    enum ClientAuthentication: Sendable, CaseIterable {
        case header, form
    }

    /// A token is a few kilobytes at most.
    static let longestAnswer = 256 << 10

    private static let longestDescription = 300

    /// The value of `Authorization`; nil where the form has the credentials.
    static func authorization(_ settings: OAuth2Settings, _ authentication: ClientAuthentication) -> String? {
        guard authentication == .header else { return nil }
        // RFC 6749, section 2.3.1: encoded as in a form first.
        let credentials = "\(encoded(settings.clientID)):\(encoded(settings.clientSecret.reveal()))"
        return "Basic \(Data(credentials.utf8).base64EncodedString())"
    }

    /// The body, of the type `application/x-www-form-urlencoded`.
    static func form(_ settings: OAuth2Settings, _ authentication: ClientAuthentication) -> String {
        var fields = settings.parameters.map { ($0.name, $0.value.reveal()) }
        // As in Go's client: other grants are for servers that are not quite by the book.
        if !fields.contains(where: { $0.0 == "grant_type" }) { fields.append(("grant_type", "client_credentials")) }
        if !settings.scopes.isEmpty { fields.append(("scope", settings.scopes.joined(separator: " "))) }
        if authentication == .form {
            fields += [("client_id", settings.clientID), ("client_secret", settings.clientSecret.reveal())]
        }
        return fields.sorted { $0.0 < $1.0 }.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    /// Whether the answer may mean that the server wants the credentials elsewhere.
    static func wantsOtherAuthentication(_ status: Int) -> Bool { [400, 401, 403].contains(status) }

    /// - Throws: what is wrong with the answer, without secrets: of a refusal, what the server says.
    static func token(
        status: Int, body: [UInt8], for settings: OAuth2Settings
    ) throws(TokenFailure) -> AccessToken {
        let members = members(of: body)
        guard 200...299 ~= status else {
            let said = ["error", "error_description"].compactMap { members?[$0]?.text }.joined(separator: ": ")
            let text = said.isEmpty ? "" : ": \(shown(said, settings))"
            throw TokenFailure(message: "it answers with status \(status)\(text)")
        }
        guard let members else { throw TokenFailure(message: "its answer is no JSON object") }
        guard let value = members["access_token"]?.text, !value.isEmpty else {
            throw TokenFailure(message: "its answer has no access_token")
        }
        guard value.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw TokenFailure(message: "its access_token has characters that no header may have")
        }
        if let type = members["token_type"]?.text, !type.isEmpty, type.lowercased() != "bearer" {
            throw TokenFailure(message: "its token is of the type \(shown(type, settings)), not bearer")
        }
        return AccessToken(value: Secret(value), lifetime: members["expires_in"]?.seconds)
    }

    private static func members(of body: [UInt8]) -> [String: JSON]? {
        guard case .object(let members)? = try? JSONDecoder().decode(JSON.self, from: Data(body)) else { return nil }
        return members
    }

    /// What the server sent, without what it must not repeat.
    private static func shown(_ text: String, _ settings: OAuth2Settings) -> String {
        let secrets = ([settings.clientSecret] + settings.parameters.map(\.value)).map { $0.reveal() }
        let header = authorization(settings, .header).map { String($0.dropFirst("Basic ".count)) }
        // The longest first: one may be a part of another.
        let forms = Set(secrets + secrets.map(encoded) + [header].compactMap { $0 }).filter { !$0.isEmpty }.sorted {
            $0.count > $1.count
        }
        var shown = text
        for form in forms where shown.contains(form) {
            // Nobody can read a text of which every "a" is hidden.
            guard form.count >= 4 else { return Secret.shown }
            shown = shown.replacing(form, with: Secret.shown)
        }
        let short = shown.prefix(longestDescription)
        return short.count < shown.count ? "\(short)..." : String(short)
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSON {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// Of a number, or of one in quotes, as some servers write it. At most a year; nothing below zero.
    fileprivate var seconds: Duration? {
        let number: Double? =
            switch self {
            case .number(let number): number
            case .string(let text): Double(text)
            default: nil
            }
        guard let number, number.isFinite else { return nil }
        return .seconds(min(max(number, 0), 365 * 24 * 3600))
    }
}
