/// An absolute `http` or `https` URL, split the way a probe needs it (RFC 3986, section 3).
///
/// Lenient where browsers are, because `Location` headers in the wild are: characters that may not stand in a path or
/// a query are percent-encoded instead of refused. Strict about the authority, which decides where a probe connects.
struct HTTPURL: Sendable, Hashable {
    enum Scheme: String, Sendable {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    struct Invalid: Error, Equatable, CustomStringConvertible {
        /// What is wrong, without the URL: it may carry a password.
        let description: String
    }

    var scheme: Scheme
    /// The user information before `@`, still percent-encoded; never part of `description`.
    var userInformation: String?
    /// Lower case; an IPv6 address without its brackets, a zone after `%`; an international name as DNS has it.
    var host: String
    /// 1 to 65535.
    var port: Int
    /// Starts with `/`; percent-encoded.
    var path: String
    /// Without the `?`; nil when there is none.
    var query: String?

    /// Parses an absolute URL. The fragment is dropped: it is never sent.
    init(_ text: String) throws(Invalid) {
        guard let parts = Reference(text) else { throw Invalid(description: "no scheme: http:// or https:// expected") }
        guard let name = parts.scheme else { throw Invalid(description: "no scheme: http:// or https:// expected") }
        guard let scheme = Scheme(rawValue: name.lowercased()) else {
            throw Invalid(description: "scheme \"\(name)\" is neither http nor https")
        }
        guard let authority = parts.authority else { throw Invalid(description: "no host after \(name):") }
        try self.init(scheme: scheme, authority: authority, path: parts.path, query: parts.query)
    }

    private init(scheme: Scheme, authority: Substring, path: Substring, query: Substring?) throws(Invalid) {
        self.scheme = scheme
        var location = authority
        if let at = authority.lastIndex(of: "@") {
            userInformation = String(authority[..<at])
            location = authority[authority.index(after: at)...]
        }
        (host, port) = try Self.hostAndPort(location, defaultPort: scheme.defaultPort)
        self.path = Self.encoded(Self.withoutDotSegments(path.isEmpty ? "/" : path))
        self.query = query.map { Self.encoded($0) }
    }

    /// The URL that `reference` means when it stands in a document at this URL (RFC 3986, section 5.2).
    func resolving(_ reference: String) throws(Invalid) -> HTTPURL {
        guard let parts = Reference(reference) else { throw Invalid(description: "not a URL reference") }
        if parts.scheme != nil { return try HTTPURL(reference) }
        if let authority = parts.authority {
            return try HTTPURL(scheme: scheme, authority: authority, path: parts.path, query: parts.query)
        }
        var result = self
        if parts.path.isEmpty {
            if let query = parts.query { result.query = Self.encoded(query) }
            return result
        }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        let merged = parts.path.hasPrefix("/") ? parts.path : folder + parts.path
        result.path = Self.encoded(Self.withoutDotSegments(merged))
        result.query = parts.query.map { Self.encoded($0) }
        return result
    }

    /// The target of the request line, in origin form.
    var requestTarget: String { query.map { "\(path)?\($0)" } ?? path }

    /// The `Host` header: the port only where it is not the scheme's, an IPv6 address in brackets without its zone.
    var authority: String {
        let name = host.contains(":") ? "[\(host.prefix { $0 != "%" })]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }
}

extension HTTPURL: CustomStringConvertible {
    /// The URL without its user information, fit for a log.
    var description: String { "\(scheme.rawValue)://\(authority)\(requestTarget)" }
}

/// The parts of a URL reference before any of them is judged (RFC 3986, appendix B).
private struct Reference {
    var scheme: Substring?
    var authority: Substring?
    var path: Substring
    var query: Substring?

    /// Nil for a text that is empty or holds a control character: neither means a place.
    init?(_ text: String) {
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
        var rest = text[...]
        if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
        if let end = rest.firstIndex(where: { ":/?".contains($0) }), rest[end] == ":", Self.isScheme(rest[..<end]) {
            scheme = rest[..<end]
            rest = rest[rest.index(after: end)...]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            authority = rest[..<end]
            rest = rest[end...]
        }
        path = rest
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= first | 0x20 else { return false }
        return text.utf8.allSatisfy { HTTPURL.isAlphanumeric($0) || "+-.".utf8.contains($0) }
    }
}

extension HTTPURL {
    fileprivate static func isAlphanumeric(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func hostAndPort(_ text: Substring, defaultPort: Int) throws(Invalid) -> (String, Int) {
        var host = text
        var port: Substring = ""
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw Invalid(description: "no ] after the IPv6 address") }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw Invalid(description: "\"\(rest)\" after the IPv6 address")
            }
            guard host.contains(":"), host.utf8.allSatisfy({ isAlphanumeric($0) || ":.%-_".utf8.contains($0) }) else {
                throw Invalid(description: "\"\(host)\" is not an IPv6 address")
            }
            port = rest.dropFirst()
        } else {
            // Which colon is the port's nobody can tell.
            if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) > 1,
                text.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            {
                throw Invalid(description: "an IPv6 address stands in brackets (write [\(text)])")
            }
            if let colon = text.lastIndex(of: ":") {
                host = text[..<colon]
                port = text[text.index(after: colon)...]
            }
            guard host.utf8.allSatisfy({ isAlphanumeric($0) || "-._~".utf8.contains($0) || $0 >= 0x80 }) else {
                throw Invalid(description: "host \"\(host)\" has other characters than letters, digits, - and .")
            }
            if host.utf8.contains(where: { $0 >= 0x80 }) {
                guard let name = InternationalName.ascii(String(host)) else {
                    throw Invalid(description: "host \"\(host)\" is not a name that can be registered (UTS #46)")
                }
                host = name[...]
            }
        }
        guard !host.isEmpty, host.utf8.count <= 253 else {
            throw Invalid(description: "the host has no name, or one above 253 bytes")
        }
        let name = String(host).lowercased().replacing("%25", with: "%")
        if port.isEmpty { return (name, defaultPort) }
        guard let number = UInt16(port), number > 0, port.utf8.allSatisfy(isAlphanumeric) else {
            throw Invalid(description: "port \"\(port)\" is not a number from 1 to 65535")
        }
        return (name, Int(number))
    }

    /// RFC 3986, section 5.2.4, on an absolute path.
    private static func withoutDotSegments(_ path: some StringProtocol) -> String {
        var output: [Substring] = []
        let segments = Substring(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { output.append("") }
            case "..":
                _ = output.popLast()
                if isLast { output.append("") }
            default: output.append(segment)
            }
        }
        return "/" + output.joined(separator: "/")
    }

    /// Percent-encodes what may stand neither in a path nor in a query: controls, spaces, non-ASCII and `"<>\^`{|}`.
    private static func encoded(_ text: some StringProtocol) -> String {
        let text = String(text)
        let forbidden = "\"<>\\^`{|}".utf8
        guard text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f || forbidden.contains($0) }) else { return text }
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if byte <= 0x20 || byte >= 0x7f || forbidden.contains(byte) {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
